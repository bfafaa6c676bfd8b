"""Why a line of a cheque is as it is, and what was taken off and given, in words: by the programme's own titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from rules.money import minor_digits, to_minor
from rules.priced import Earning, Reduction, Why
from screens.texts import Texts

Facts = Mapping[str, str | int]

_POINTS_PER = re.compile(r"(?P<points>\d+) per (?:full )?(?P<sum>.+)")


def say(texts: Texts, why: Why) -> str:
    """Return the reason as a short phrase."""
    return SAID[why.rule](texts, why.facts)


def reduction(texts: Texts, one: Reduction) -> str:
    """Return what it is called that took something off."""
    if one.kind == "tier":
        return texts.gettext("Tier discount: %(tier)s", tier=texts.name(one.name))
    if one.kind == "stamp_gift":
        return texts.gettext("A gift for stamps: %(gift)s", gift=title(texts, "stamp_gift", one.name))
    if one.kind == "promo":
        return texts.gettext("Promo code: %(promo)s", promo=title(texts, "promo", one.name))
    if one.kind == "offer":
        return _offer(texts, one.name)
    return title(texts, "discount", one.name)


def earning(texts: Texts, one: Earning, tier: str) -> str:
    """Return what it is called that gave points; a rule without a title by a word that is always true."""
    return _rule(texts, one.rule) if one.rule else texts.gettext("Tier: %(tier)s", tier=texts.name(tier))


def title(texts: Texts, kind: str, name: str) -> str:
    """The programme's title of a discount, promo, rule and so on; its name where it has none."""
    code = f"{kind}:{name}"
    return texts.name(code) if texts.names.get(code) else texts.safe(name)


def _offer(texts: Texts, name: str) -> str:
    titled = texts.names.get(f"offer:{name}")
    return texts.gettext("Your offer: %(offer)s", offer=texts.safe(titled)) if titled else texts.gettext("Your offer")


def _rule(texts: Texts, name: str) -> str:
    if name.startswith("offer:"):
        return _offer(texts, name.removeprefix("offer:"))
    return texts.name(f"rule:{name}") if texts.names.get(f"rule:{name}") else texts.gettext("A rule of the programme")


def _rate(texts: Texts, facts: Facts) -> str:
    """A rate as people write it, from how the programme does: `3%`, `5 per 100.00`, `5 per full 100.00`."""
    rate = str(facts["rate"])
    found = _POINTS_PER.fullmatch(rate)
    if found is None:
        return texts.percent(Decimal(rate.removesuffix("%").strip()))
    whole = texts.money(to_minor(found["sum"], minor_digits(texts.currency)))
    return texts.gettext("%(points)s per %(sum)s", points=texts.points(int(found["points"])), sum=whole)


def _percent(texts: Texts, facts: Facts) -> str:
    return texts.percent(Decimal(str(facts["percent"])))


def _tier_discount(texts: Texts, facts: Facts) -> str:
    tier = texts.name(str(facts["tier"]))
    return texts.gettext("%(percent)s off for the tier %(tier)s", percent=_percent(texts, facts), tier=tier)


def _discount(texts: Texts, facts: Facts) -> str:
    named = title(texts, "discount", str(facts["discount"]))
    return texts.gettext("%(title)s: %(percent)s off", title=named, percent=_percent(texts, facts))


def _never_paid(texts: Texts, facts: Facts) -> str:
    if not facts.get("category"):
        return texts.gettext("Never paid from the balance")
    return texts.gettext("Never paid from the balance: %(category)s", category=str(facts["category"]))


def _earned(texts: Texts, facts: Facts) -> str:
    tier = texts.name(str(facts["tier"]))
    return texts.gettext("Earns %(rate)s by the tier %(tier)s", rate=_rate(texts, facts), tier=tier)


def _at_partner(texts: Texts, facts: Facts) -> str:
    partner = title(texts, "partner", str(facts["partner"]))
    return texts.gettext("Earns %(rate)s at %(partner)s", rate=_rate(texts, facts), partner=partner)


def _by_rule(texts: Texts, facts: Facts) -> str:
    return texts.gettext("Earns by the rule: %(rule)s", rule=_rule(texts, str(facts["rule"])))


def _capped(texts: Texts, facts: Facts) -> str:
    name = str(facts.get("rule", ""))
    if not name:
        return texts.gettext("The most that can be earned is reached")
    return texts.gettext("The most that the rule gives is reached: %(rule)s", rule=_rule(texts, name))


SAID: dict[str, Callable[[Texts, Facts], str]] = {
    "discount": lambda texts, _: texts.gettext("The till's own discount"),
    "stamp_gift": lambda texts, facts: texts.gettext(
        "A gift for stamps: %(gift)s", gift=title(texts, "stamp_gift", str(facts["card"]))
    ),
    "tier_discount": _tier_discount,
    "programme_discount": _discount,
    "promo": lambda texts, facts: texts.gettext(
        "Promo code: %(promo)s", promo=title(texts, "promo", str(facts["promo"]))
    ),
    "offer": lambda texts, facts: _offer(texts, str(facts["offer"])),
    "paid_with_points": lambda texts, _: texts.gettext("Paid in part from the balance"),
    "never_paid_with_points": _never_paid,
    "earned": _earned,
    "earned_at_partner": _at_partner,
    "earned_by_rule": _by_rule,
    "never_earns": lambda texts, _: texts.gettext("Earns nothing by the programme's terms"),
    "earns_nothing_with_points": lambda texts, _: texts.gettext("Earns nothing when a part is paid from the balance"),
    "capped": _capped,
}
"""Every key of rules.priced.Why."""
