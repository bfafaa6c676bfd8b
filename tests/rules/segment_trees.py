"""Any tree of a segment, as Hypothesis makes them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from rules.segment_fields import FIELDS, MEASURES, OUTCOMES, Field
from rules.segment_tree import Compare, Flag, Known, Measured, Named, OneOf, Outcome, Tree, both, either, negated

TIERS = ("base", "silver", "gold")
ORDER = ("=", "!=", "<", "<=", ">", ">=")
WORDS = {
    "tier": TIERS,
    "tag": ("vip", "student", "don't", 'say "yes" \\'),
    "language": ("ru", "en"),
    "zone": ("Europe/Moscow", "Asia/Tokyo", "Nowhere"),
    "favourite_category": ("coffee", "чай", "cake"),
    "favourite_place": ("Arbat", "Tverskaya"),
    "category": ("coffee", "чай", "Cake"),
    "place": ("Arbat", "Tverskaya"),
}
CAMPAIGNS = ("spring", "autumn")
NUMBERS = st.sampled_from([0, 1, 2, 3, 5, 7, 10, 30, 31, 60, 100, 365, 10**12])
DAYS = st.sampled_from([0, 1, 2, 3, 6, 7, 27, 28, 29, 30, 60, 90, 364, 365, 366])
SUMS = st.sampled_from([Decimal(each) for each in ("0", "0.5", "10", "10.005", "99.99", "100", "250.3333", "1000")])


def _words(field: Field) -> tuple[str, ...]:
    return WORDS[field.name] if not field.choices else field.choices


def _of_field(field: Field) -> st.SearchStrategy[Tree]:
    signs = st.sampled_from([sign for sign in field.operators if sign != "in"])
    match field.kind:
        case "flag":
            return st.just(Flag(field.name))
        case "money":
            return st.builds(Compare, st.just(field.name), signs, SUMS)
        case "number" | "days":
            values = (DAYS if field.kind == "days" else NUMBERS).map(lambda n: max(field.least, min(n, field.most)))
            return st.builds(Compare, st.just(field.name), signs, values)
    words = st.sampled_from(_words(field))
    some = st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)
    return st.builds(Compare, st.just(field.name), signs, words) | st.builds(OneOf, st.just(field.name), some)


@st.composite
def _measured(draw: st.DrawFn) -> Tree:
    measure = draw(st.sampled_from(MEASURES))
    texts = [one.name for one in measure.arguments if one.kind == "text"]
    said = tuple((name, draw(st.sampled_from(WORDS[name]))) for name in texts if draw(st.booleans()))
    days = draw(st.none() | st.sampled_from([1, 7, 30, 90]))
    counts: st.SearchStrategy[int | Decimal] = st.sampled_from([0, 1, 2, 3])
    return Measured(
        measure.name, said, days, draw(st.sampled_from(ORDER)), draw(SUMS if measure.unit == "money" else counts)
    )


CONDITIONS: st.SearchStrategy[Tree] = st.one_of(
    st.sampled_from(FIELDS).flatmap(_of_field),
    st.sampled_from([one.name for one in FIELDS if not one.is_known_always]).map(Known),
    st.builds(Outcome, st.sampled_from(sorted(OUTCOMES)), st.sampled_from(CAMPAIGNS)),
    _measured(),
)


def trees(leaves: st.SearchStrategy[Tree] = CONDITIONS, most: int = 8) -> st.SearchStrategy[Tree]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: both(*parts))
            | st.lists(inner, min_size=2, max_size=3).map(lambda parts: either(*parts))
            | inner.map(negated)
        ),
        max_leaves=most,
    )


WITH_NAMES = trees(CONDITIONS | st.sampled_from(["regulars", "at risk"]).map(Named))
