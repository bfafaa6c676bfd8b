"""What `kopilka program apply` shows of a new version before it asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions import pilot, program, program_preview
from actions.program_preview import Preview
from actions.program_reach import BEFORE_ALL
from bot.importing import bar
from rules.pilot import Scope
from rules.program import parse
from rules.program_diff import GROUPS, Change, Group
from storage.store import Store
from storage.work import Work

TITLES: dict[Group, str] = {
    "rates": "Rates",
    "lives": "Lives of points",
    "redemption": "Paying with points",
    "welcome": "The newcomer's gift",
    "tiers": "Tiers",
    "referral": "Invitations",
    "prices": "Prices",
    "language": "Languages",
    "words": "Words",
    "other": "Everything else",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for. at: None for now. pilot: its name, empty for the main programme."""

    text: str
    at: datetime | None = None
    message: Mapping[str, str] | None = None
    pilot: str = ""
    scope: Scope | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A preview and what all members together come to. rising: by the tier's name."""

    preview: Preview
    rising: Mapping[str, int]
    kept: int


async def look(store: Store, wanted: Wanted) -> Seen:
    """Refuse what could not be applied, then look at every member, batch by batch.

    Raises what `program.apply` and `pilot.begin` raise.
    """
    await store.read(_refuse, wanted)
    preview = await store.read(program_preview.preview, wanted.text, wanted.at, wanted.pilot)
    rising: Counter[str] = Counter()
    kept, after = 0, BEFORE_ALL if preview.before is not None and not preview.same else None
    with bar() as progress:
        task = progress.add_task(
            "Looking at members", total=preview.members, visible=after is not None and preview.members > 0
        )
        while after is not None:
            seen = await store.read(
                program_preview.step, wanted.text, wanted.at, wanted.pilot, wanted.scope, after=after
            )
            rising.update(seen.rising)
            kept, after = kept + seen.kept, seen.after
            progress.advance(task, seen.members)
    return Seen(preview=preview, rising=rising, kept=kept)


def _refuse(work: Work, wanted: Wanted) -> None:
    tried, at = parse(wanted.text), wanted.at or work.now
    if wanted.pilot:
        assert wanted.scope is not None
        pilot.check(work, tried, wanted.pilot, wanted.scope, at, wanted.until, wanted.message)
        return
    if wanted.at is not None:
        program.current(work)  # without one nothing would be in force till then
    program.check(work, tried, wanted.message)


def lines(wanted: Wanted, seen: Seen) -> Iterator[str]:
    """The preview in words, for the person who decides."""
    preview = seen.preview
    yield f"Against version {preview.before}, which is in force {'now' if preview.before_serves else 'then'}:"
    yield from _changes(preview.changes)
    if not preview.changes:
        yield "  They promise the same."
    if preview.replaces is not None:
        silent = ": nobody is told its message" if preview.silences else ""
        yield f"Version {preview.replaces}, planned for that very instant, is replaced and never serves{silent}"
    yield f"Members: {preview.members:,}"
    if wanted.pilot:
        yield f"  the pilot {wanted.pilot} serves {described(wanted.scope)}"
    by_tier = ", ".join(
        f"{seen.rising[tier.name]:,} to {tier.name}" for tier in preview.after.tiers if tier.name in seen.rising
    )
    when = "with their next purchase there" if wanted.scope and wanted.scope.locations else "at once"
    yield f"  {sum(seen.rising.values()):,} rise {when}{f': {by_tier}' if by_tier else ''}"
    yield f"  {seen.kept:,} would have fallen and keep their tier to the end of its term"
    yield "Promises that are kept"
    if preview.worth_changes:
        yield f"  NOT KEPT: {preview.promises.points:,} points that members have would be worth another sum"
    else:
        yield f"  {preview.promises.points:,} points that members have keep their worth and their last day"
    yield f"  {preview.promises.tiers:,} tiers keep their term"
    yield f"  {preview.promises.invitations:,} open invitations keep the terms they were made under"
    yield f"Message to members: {', '.join(sorted(wanted.message)) if wanted.message else 'none'}"


def _changes(changes: tuple[Change, ...]) -> Iterator[str]:
    for group in GROUPS:
        found = [change for change in changes if change.group == group]
        if found:
            yield TITLES[group]
            yield from (f"  {said(change)}" for change in found)


def said(change: Change) -> str:
    """`tiers.silver.rate: "3%" -> "4%"`, in words where something comes or goes."""
    if change.before is None:
        return f"{change.path}: new, {change.after}"
    if change.after is None:
        return f"{change.path}: gone, was {change.before}"
    return f"{change.path}: {change.before} -> {change.after}"


def described(scope: Scope | None) -> str:
    """Whom a pilot serves, in words; empty for the main programme."""
    if scope is None:
        return ""
    parts = [
        f"{scope.share_percent} % of members" if scope.share_percent < 100 else "",
        f"members tagged {' or '.join(sorted(scope.tags))}" if scope.tags else "",
        f"purchases at {' or '.join(sorted(scope.locations))}" if scope.locations else "",
    ]
    return ", ".join(part for part in parts if part)
