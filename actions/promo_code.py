"""Unique promo codes: made in batches and shown once, counted, taken out of use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions import program
from actions.promo import hash_of
from rules.code import PROMO_LETTERS, grouped
from rules.promo import PROMO
from rules.refusal import Refused
from storage import promos as rows
from storage import uses
from storage.work import Work

CODES_AT_ONCE = 1_000  # of one unit; a bigger batch is made of several
CODES_MAX = 1_000_000  # of one batch


class PromoUnknown(Refused):
    code = "promo_unknown"
    sentence = "The programme in force has no promo {promo}; it has {known}."


class PromoHasOneCode(Refused):
    code = "promo_has_one_code"
    sentence = "The promo {promo} has the code {generic} for everybody; unique codes are made for a promo without one."


class BatchUnknown(Refused):
    code = "promo_batch_unknown"
    sentence = "There are no unused codes of the batch {batch_id}."


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoCounts:
    """made: unique codes. uses: of all codes. budget: the most uses, None without a limit."""

    promo: str
    generic: str
    made: int
    uses: int
    budget: int | None
    uses_left: int | None


def make(work: Work, promo: str, count: int, *, batch_id: str = "", member_id: str = "") -> tuple[str, list[str]]:
    """(the batch's id, its new codes), which are kept as hashes and shown this once.

    count: 1 to CODES_AT_ONCE. batch_id: to make more codes of a batch. member_id: who alone may use them; empty for
    anybody. Raises PromoUnknown, PromoHasOneCode.
    """
    assert 1 <= count <= CODES_AT_ONCE, "the edge checks the count"
    check(work, promo)
    batch_id = batch_id or work.fresh_id()
    codes = [work.fresh_code(PROMO_LETTERS) for _ in range(count)]
    rows.insert_codes(
        work,
        [
            {
                "code_hash": hash_of(code),
                "promo": promo,
                "batch_id": batch_id,
                "member_id": member_id or None,
                "created_at": work.now,
            }
            for code in codes
        ],
    )
    return batch_id, [grouped(code) for code in codes]


def check(work: Work, promo: str) -> None:
    """Whether unique codes can be made for it. Raises PromoUnknown, PromoHasOneCode."""
    in_force = program.current(work).program
    found = in_force.promo(promo)
    if found is None:
        raise PromoUnknown(promo=promo, known=", ".join(one.name for one in in_force.promos) or "none")
    if found.code is not None:
        raise PromoHasOneCode(promo=promo, generic=found.code)


def void(work: Work, batch_id: str) -> int:
    """Take the codes of a batch that nobody used out of use; how many. Raises BatchUnknown when there are none."""
    gone = rows.drop_batch(work, batch_id)
    if not gone:
        raise BatchUnknown(batch_id=batch_id)
    return gone


def counts(work: Work) -> Iterator[PromoCounts]:
    """How far each promo of the programme in force is used up."""
    made, used = rows.made(work), rows.uses(work)
    for promo in program.current(work).program.promos:
        left = None if promo.budget is None else max(0, promo.budget - uses.spent(work, PROMO + promo.name))
        yield PromoCounts(
            promo=promo.name,
            generic=promo.code or "",
            made=made.get(promo.name, 0),
            uses=used.get(promo.name, 0),
            budget=promo.budget,
            uses_left=left,
        )
