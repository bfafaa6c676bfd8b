"""A marketer looks at segments, types an expression, saves it under a name, takes its table."""

from __future__ import annotations

from dataclasses import replace

from actions import report, segment
from actions.segment import SegmentBreaks, SegmentNameInvalid, SegmentsTooMany, SegmentUsed
from handlers.campaign_drafting import FIRST, Number, looked_at, reach, reaches
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules.refusal import Refused
from rules.segment import SegmentInvalid
from rules.segment_ready import READY
from screens import errors
from screens import segment as screens
from screens.screen import File, Screen
from screens.segment import Shown

TYPED, NAME = "segment_typed", "segment_name"
TABLE_MAX = 10_000  # rows of a file in the chat


@on.pressed("segments", studies=True)
def listed(visit: Visit, page: Number = FIRST) -> Screen:
    """The saved ones and the ready-made, a few at a time, counted as they are now."""
    _ = visit.marketer
    known = _known(visit)
    size = screens.A_PAGE
    pages = -(-len(known) // size)
    at = min(page, pages - 1)
    here = known[at * size : (at + 1) * size]
    found = reaches(visit, [one.expression for one in here])
    shown = [replace(one, reach=counted) for one, counted in zip(here, found, strict=True)]
    return screens.listed(visit.texts, shown, at, pages)


@on.pressed("segment", studies=True)
def show(visit: Visit, mark: str) -> Screen:
    _ = visit.marketer
    return screens.show(visit.texts, _used(visit, _counted(visit, _marked(visit, mark))))


def _known(visit: Visit) -> list[Shown]:
    kept = [Shown(one.expression, None, name=one.name) for one in segment.saved(visit.work)]
    return kept + [Shown(one.expression, None, code=one.code) for one in READY]


def _marked(visit: Visit, mark: str) -> Shown:
    """Raises Stale: it was deleted meanwhile, or the button is forged."""
    found = next((one for one in _known(visit) if one.mark == mark), None)
    if found is None:
        raise Stale
    return found


def _counted(visit: Visit, one: Shown) -> Shown:
    return replace(one, reach=reach(visit, one.expression))


def _used(visit: Visit, one: Shown) -> Shown:
    return replace(one, used_by=segment.used_by(visit.work, one.name)) if one.name else one


# ------------------------------------------------------------------ an expression


@on.pressed("segment:ask")
def ask(visit: Visit) -> Screen:
    _ = visit.marketer
    visit.await_(TYPED)
    return screens.ask(visit.texts)


@on.awaited(TYPED)
def typed(visit: Visit, words: str) -> Answer:
    """Who it is, as they are now; or what is wrong with it, and where. Another one may be typed at once."""
    _ = visit.marketer
    try:
        expression = segment.written(words)
        segment.condition(visit.work, words)
    except SegmentInvalid as mistake:
        visit.await_(TYPED)
        return screens.ask(visit.texts, words, mistake.facts)
    visit.await_(TYPED, expression=expression)
    return looked_at("segment:typed")


@on.pressed("segment:typed", studies=True)
def typed_one(visit: Visit) -> Screen:
    """What was typed last, counted."""
    _ = visit.marketer
    return screens.show(visit.texts, _counted(visit, Shown(_expression(visit), None)))


@on.pressed("segment:name")
def ask_name(visit: Visit) -> Screen:
    _ = visit.marketer
    expression = _expression(visit)
    visit.await_(NAME, expression=expression)
    return screens.ask_name(visit.texts, expression)


@on.awaited(NAME)
def named(visit: Visit, words: str) -> Answer:
    staff, expression = visit.marketer, _expression(visit)
    try:
        kept = segment.save(visit.work, words, expression, staff.staff_id)
    except (SegmentBreaks, SegmentInvalid, SegmentNameInvalid, SegmentsTooMany) as refusal:
        return screens.ask_name(visit.texts, expression, _said(visit, refusal))
    visit.await_()
    return looked_at("segment:kept", Shown(kept.expression, None, name=kept.name).mark)


@on.pressed("segment:kept", studies=True)
def kept_one(visit: Visit, mark: str) -> Screen:
    _ = visit.marketer
    return screens.show(visit.texts, _used(visit, _counted(visit, _marked(visit, mark))), kept=True)


def _expression(visit: Visit) -> str:
    """What was typed last. Raises Stale when nothing is."""
    known = visit.address
    if known.awaiting not in (TYPED, NAME) or "expression" not in known.dialogue:
        raise Stale
    expression: str = known.dialogue["expression"]
    return expression


def _said(visit: Visit, refusal: Refused) -> str:
    return errors.sentence(visit.texts, refusal.code, refusal.facts)


# ------------------------------------------------------------------ a saved one


@on.pressed("segment:delete")
def delete(visit: Visit, mark: str, word: str = "") -> Answer:
    """Ask, then forget it; one that is used stays."""
    _ = visit.marketer
    one = _marked(visit, mark)
    if word not in ("", "yes") or not one.name:
        raise Stale
    if not word:
        return screens.confirm_delete(visit.texts, one)
    try:
        segment.forget(visit.work, one.name)
    except SegmentUsed:
        return looked_at("segment", mark)
    return screens.deleted(visit.texts)


@on.pressed("segment:table", studies=True)
def table(visit: Visit, mark: str) -> Screen:
    """The members as a file that a spreadsheet opens."""
    _ = visit.marketer
    one = _counted(visit, _marked(visit, mark))
    if one.reach is None:
        raise Stale
    rows = tuple(segment.export_rows(visit.work, one.expression, TABLE_MAX))
    content = report.as_csv(segment.export_head(), rows)
    file = File("segment.csv", content)
    return screens.with_table(visit.texts, one, file, len(rows), is_cut=len(rows) < one.reach.members)
