"""Settings of single formats that contradict one another, lose money or do nothing: likely not meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from rules.mistake import Mistake, written_path
from rules.money import minor_digits, to_major
from rules.offer_cost import MONEY_LEFT_PERCENT, loss, money_left_percent
from rules.program import Program
from rules.program_formats import Discount, EarningRule, Hours, When
from rules.program_names import conditions
from rules.program_sections import Caps, Goods
from rules.toml_places import Path

Doubt = tuple[Path, Mistake]
_ANY_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - only its hours are looked at


def doubt(path: Path, value: object, message: str, allowed: str = "") -> Doubt:
    return path, Mistake(written_path(path), None, None, str(value), message, allowed, severity="warning")


# ------------------------------------------------------------------ points


def _points_above_the_money(program: Program) -> Iterator[Doubt]:
    """The best tier with the best multiplier and every rate that comes on top."""
    for at, rule in enumerate(program.rules):
        if rule.rate is not None and rule.rate.percent > 100:
            yield doubt(("rules", at, "rate"), rule.rate.text, "gives back more than was paid", "up to 100 %")
    for at, partner in enumerate(program.partners):
        if partner.rate is not None and partner.rate.percent > 100:
            yield doubt(("partners", at, "rate"), partner.rate.text, "gives back more than was paid", "up to 100 %")
    rates = [tier.rate for tier in program.tiers]
    rates += [partner.rate for partner in program.partners if partner.rate is not None]
    rates += [rule.rate for rule in program.rules if rule.rate is not None and rule.instead]
    best = max(rate.percent for rate in rates)
    times = [rule.times for rule in program.rules if rule.times is not None]
    extra = max(times, default=Decimal(1)) if program.earning.multipliers == "best" else 1 + sum(t - 1 for t in times)
    besides = sum((rule.rate.percent for rule in program.rules if rule.rate and not rule.instead), Decimal(0))
    if best <= 100 < best * extra + besides:
        message = f"together the rules may give back {(best * extra + besides).normalize():f} % of what was paid"
        yield doubt(("rules",), "", message, "up to 100 %")


def _exclusions_of_everything(program: Program) -> Iterator[Doubt]:
    for section, excluded in (("earning", program.earning.excluded), ("redemption", program.redemption.excluded)):
        if excluded is not None and excluded.is_everything:
            yield doubt(
                (section, "excluded"), "{}", "names nothing, and so excludes every line", "categories, brands …"
            )


def _caps_that_never_act(program: Program) -> Iterator[Doubt]:
    found: list[tuple[Path, Caps]] = [(("earning", "caps"), program.earning.caps)]
    found += [(("rules", at, "caps"), rule.caps) for at, rule in enumerate(program.rules)]
    for path, caps in found:
        known = [(name, value) for name in ("cheque", "day", "member", "budget") if (value := getattr(caps, name))]
        for (inner, low), (outer, high) in combinations(known, 2):
            if low > high:
                yield doubt((*path, inner), low, f"never acts: {outer} = {high} is reached before it")


def _actions_without_end(program: Program) -> Iterator[Doubt]:
    for at, action in enumerate(program.actions):
        if action.on in ("review", "quiz", "custom") and action.limit is None and action.budget is None:
            message = "may be rewarded without end"
            yield doubt(("actions", at), action.name, message, "limit = { times, days } or a budget")


# ------------------------------------------------------------------ discounts, codes, stamps


def _nothing_left_to_pay(program: Program) -> Iterator[Doubt]:
    for at, one in enumerate(program.discounts):
        if one.percent == 100:
            yield doubt(("discounts", at, "percent"), "100", "leaves nothing to pay")
    whole = sum((one.percent for one in program.discounts), max(tier.discount for tier in program.tiers))
    if program.discounting.combine == "sum" and program.discounting.most_percent == 100 <= whole:
        message = f"with all discounts together, {whole.normalize():f} %, nothing is left to pay"
        yield doubt(("discounting", "combine"), "sum", message, "most_percent")
    for at, promo in enumerate(program.promos):
        if promo.gives.percent == 100:
            yield doubt(("promos", at, "gives", "percent"), "100", "leaves nothing to pay")


def _windows_that_overlap(program: Program) -> Iterator[Doubt]:
    """Two that add up for the same goods at the same time; one may have been meant to replace the other."""
    lists: list[tuple[str, Sequence[tuple[int, Discount | EarningRule]]]] = []
    if program.discounting.combine == "sum":
        lists.append(("discounts", list(enumerate(program.discounts))))
    if program.earning.multipliers == "all":
        lists.append(("rules", [(at, rule) for at, rule in enumerate(program.rules) if rule.times is not None]))
    for section, numbered in lists:
        timed = [(at, one) for at, one in numbered if _is_timed(one.when)]
        for (_, first), (at, second) in combinations(timed, 2):
            if _meet(first.when, second.when) and _share(first.goods, second.goods):
                message = f"holds at the same time as {first.name}, and both are added up"
                yield doubt((section, at, "when"), second.name, message)


def _is_timed(when: When) -> bool:
    return bool(when.first_day or when.last_day or when.hours or when.weekdays)


def _meet(one: When, other: When) -> bool:
    for name in ("tiers", "subscriptions", "tags", "partners", "locations", "weekdays"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs and not mine & theirs:
            return False
    if (one.first_day or date.min) > (other.last_day or date.max):
        return False
    if (other.first_day or date.min) > (one.last_day or date.max):
        return False
    return one.hours is None or other.hours is None or _hours_meet(one.hours, other.hours)


def _hours_meet(one: Hours, other: Hours) -> bool:
    minutes = [(_ANY_DAY + timedelta(minutes=minute)).time() for minute in range(24 * 60)]
    return any(one.window.holds(minute) and other.window.holds(minute) for minute in minutes)


def _share(one: Goods, other: Goods) -> bool:
    if one.is_everything or other.is_everything:
        return True
    names = ("categories", "brands", "products", "labels")
    if any(getattr(one, name) & getattr(other, name) for name in names):
        return True
    # Different kinds of names may mean the same line.
    kinds = [{name for name in names if getattr(goods, name)} for goods in (one, other)]
    return not kinds[0] & kinds[1]


def _codes_without_end(program: Program) -> Iterator[Doubt]:
    for at, promo in enumerate(program.promos):
        if promo.code is not None and promo.budget is None and promo.per_code is None:
            message = "everybody who hears of this code may use it, and nothing ends it but last_day"
            if promo.when.last_day is None:
                yield doubt(("promos", at, "code"), promo.code, message, "budget, per_code or when.last_day")


def _offers_that_lose(program: Program) -> Iterator[Doubt]:
    """An offer that gives as much as it brings, or leaves next to nothing to pay."""
    digits = minor_digits(program.currency)
    for at, offer in enumerate(program.offers):
        found = loss(program, offer)
        if found is not None:
            cost, brings = to_major(found.cost_minor, digits), to_major(found.brings_minor, digits)
            more = "the members pay above their usual cheques" if offer.from_typical else "they pay for it"
            message = f"gives what is worth {cost}, and brings {brings} at the least: so much {more}"
            yield doubt(("offers", at, "gives"), offer.name, message, "less, or from a larger sum")
        left = money_left_percent(program, offer)
        if found is None and offer.gives.percent is not None and left < MONEY_LEFT_PERCENT:
            message = f"leaves {left} % of the price to be paid in money, with the best tier's discount and with points"
            yield doubt(("offers", at, "gives", "percent"), f"{offer.gives.percent.normalize():f}", message, "less")


def _stamps_for_each_visit(program: Program) -> Iterator[Doubt]:
    for at, card in enumerate(program.stamps):
        if card.needed == 1:
            yield doubt(("stamps", at, "needed"), 1, "makes every second visit or piece a gift", "2 or more")


# ------------------------------------------------------------------ subscriptions, partners


def _subscriptions_that_give_nothing(program: Program) -> Iterator[Doubt]:
    used = {name for _, when in conditions(program) for name in when.subscriptions}
    for at, one in enumerate(program.subscriptions):
        if one.name not in used and not one.privileges:
            message = "gives nothing: no privilege, and no rule or discount names it in its `when`"
            yield doubt(("subscriptions", at), one.name, message)


def _places_of_two_partners(program: Program) -> Iterator[Doubt]:
    seen: dict[str, str] = {}
    for at, partner in enumerate(program.partners):
        for place in sorted(partner.locations):
            if place in seen:
                yield doubt(
                    ("partners", at, "locations"), place, f"is also a place of {seen[place]}, whose sales they are"
                )
            seen.setdefault(place, partner.name)


RULES: tuple[Callable[[Program], Iterator[Doubt]], ...] = (
    _points_above_the_money,
    _exclusions_of_everything,
    _caps_that_never_act,
    _actions_without_end,
    _nothing_left_to_pay,
    _windows_that_overlap,
    _codes_without_end,
    _offers_that_lose,
    _stamps_for_each_visit,
    _subscriptions_that_give_nothing,
    _places_of_two_partners,
)
