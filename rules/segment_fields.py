"""What an expression may ask of a member: the fields, and the questions about purchases, points and campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rules.rfm import CELL_NAMES, STAGES

Kind = Literal["number", "money", "days", "text", "choice", "tag", "tier", "flag"]

COUNT_MAX = 10**12
MONEY_MAX = 10**12  # major units
DAYS_MAX = 36_500
PERIOD_DAYS_MAX = 3_650
BURNING_DAYS = 30  # of `burning_points`, and of `burning()` that names no days

EQUALITY = ("=", "!=")
ORDER = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Field:
    """least, most: of a number. choices: the only texts that it can be; empty for any.

    A fact that nobody knows of a member makes each comparison with it false: `is_known_always` says where that cannot
    happen.
    """

    name: str
    kind: Kind
    about: str
    least: int = 0
    most: int = COUNT_MAX
    choices: tuple[str, ...] = ()
    is_known_always: bool = False

    @property
    def operators(self) -> tuple[str, ...]:
        if self.kind in ("text", "choice", "tag"):
            return (*EQUALITY, "in")
        return (*ORDER, "in") if self.kind == "tier" else ORDER

    @property
    def is_text(self) -> bool:
        return self.kind in ("text", "choice", "tag", "tier")


def _days(name: str, about: str, *, always: bool = False, most: int = DAYS_MAX) -> Field:
    return Field(name, "days", about, most=most, is_known_always=always)


def _count(name: str, about: str, *, always: bool = True, least: int = 0, most: int = COUNT_MAX) -> Field:
    return Field(name, "number", about, least, most, is_known_always=always)


def _score(name: str, about: str) -> Field:
    return Field(name, "number", about, 0, 3, is_known_always=True)


FIELDS = (
    _count("purchases", "How often they bought; a purchase that came back whole does not count."),
    Field("spend", "money", "What they paid in all, less what was given back.", is_known_always=True),
    Field("average_cheque", "money", "Their spend by their purchases, rounded down."),
    Field("typical_cheque", "money", "The median of their last cheques."),
    _days("first_purchase_days", "Days since their first purchase."),
    _days("recency_days", "Days since their last purchase."),
    _count("frequency", "Purchases within the window of `[rfm]`."),
    Field("monetary", "money", "Spend within the window of `[rfm]`.", is_known_always=True),
    _score("r", "The score of recency, 1 to 3; 0 for who never bought."),
    _score("f", "The score of frequency, 1 to 3; 0 for who never bought."),
    _score("m", "The score of monetary value, 1 to 3; 0 for who never bought."),
    Field("cell", "choice", "The named group of the three scores.", choices=CELL_NAMES),
    Field("stage", "choice", "Where they are in a customer's life.", choices=STAGES),
    Field("favourite_category", "text", "The category that most of their cheques have; capitals do not matter."),
    Field("favourite_place", "text", "The place where they buy most often, as tills call it."),
    _count("favourite_hour", "The hour of the shop's day at which they buy most often.", always=False, most=23),
    _days("gap_days", "Whole days that usually pass between two of their purchases."),
    Field("tier", "tier", "Their tier; `<` and `>` go by the order of tiers in the programme.", is_known_always=True),
    _count("balance", "Points that they may spend now."),
    _count("burning_points", f"Of them, points that burn within {BURNING_DAYS} days."),
    _days("burning_days", "Days until the next of their points burn: 0 when today is the last day."),
    _count("friends_joined", "Friends who came by their invitation."),
    _count("friends_bought", "Of them, friends whose purchase counted."),
    _days("registered_days", "Days since they registered.", always=True),
    _days("last_seen_days", "Days since they last wrote to the bot or pressed something."),
    Field("reachable", "flag", "Whether a messenger still takes messages for them.", is_known_always=True),
    Field("marketing", "flag", "Whether they agreed to advertising.", is_known_always=True),
    Field("snoozed", "flag", "Whether they asked for no advertising for a while.", is_known_always=True),
    Field("phone_known", "flag", "Whether they gave a phone number.", is_known_always=True),
    Field("tag", "tag", "A tag that they have; `!=` is for who does not have it.", is_known_always=True),
    Field("language", "text", "The language that they read, such as `ru`.", is_known_always=True),
    Field("zone", "text", "Their time zone, such as `Europe/Moscow`; the shop's when they chose none."),
    _days("birthday_days", "Days until their birthday: 0 when it is today.", most=366),
    _count("birthday_month", "The month of their birthday, 1 to 12.", always=False, least=1, most=12),
    _count("age", "Their age in years.", always=False, most=200),
    _count("rating", "The mark that they gave their last rated purchase, 1 to 5.", always=False, most=5),
    _count("nps", "How surely they would recommend the shop, 0 to 10: their last answer.", always=False, most=10),
)
BY_NAME = {field.name: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Argument:
    """A text, or days with what they are when left out; None: no limit of time."""

    name: str
    kind: Literal["text", "days"]
    about: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that is compared, such as `bought(days = 30) >= 2`. unit: how it is written."""

    name: str
    unit: Literal["number", "money"]
    arguments: tuple[Argument, ...]
    about: str

    def argument(self, name: str) -> Argument | None:
        return next((one for one in self.arguments if one.name == name), None)


_CATEGORY = Argument("category", "text", "only lines of this category of goods")
_PLACE = Argument("place", "text", "only at this place, as tills call it")
_PERIOD = Argument("days", "days", "only within so many last days")

MEASURES = (
    Measure(
        "bought",
        "number",
        (_CATEGORY, _PLACE, _PERIOD),
        "How many purchases; one that came back whole does not count. Compared with nothing: at least one.",
    ),
    Measure(
        "spent",
        "money",
        (_CATEGORY, _PLACE, _PERIOD),
        "What was paid for them, less what was given back; for a category, what its lines came to, without purchases "
        "that came back whole.",
    ),
    Measure(
        "burning",
        "number",
        (Argument("days", "days", f"how soon; {BURNING_DAYS} when left out"),),
        "Points that burn so soon.",
    ),
)
BY_MEASURE = {one.name: one for one in MEASURES}

# Of the campaign that they name.
OUTCOMES = {
    "touched": "The campaign wrote to them, or was about to.",
    "control": "The campaign left them alone, to compare with.",
    "tapped": "They pressed a button under its message.",
    "bought_after": "They bought within its attribution days after it was meant for them.",
}

KNOWN = "known"  # known(birthday_days): whether the fact is there at all
SEGMENT = "segment"  # segment "regulars": whoever is in a saved one
