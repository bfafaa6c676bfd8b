"""What a new version would do before it is put into force: what changes, who rises, who keeps a tier, what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from actions import pilot, program
from actions.program_reach import BEFORE_ALL, measured
from rules.ledger import POINTS
from rules.pilot import Scope
from rules.program import Program, parse
from rules.program_diff import Change, diff
from rules.program_effect import effect, ruler
from storage import digests, standings_counted
from storage import previews as counts
from storage import programs as rows
from storage.work import Work

MEMBERS_MAX = 2_000  # in one look


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What stands whatever changes: points that members have, tiers within their term, invitations that are open."""

    points: int
    tiers: int
    invitations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """before: the version that it would follow, or None for the first, and whether that one serves today.

    replaces: a version that is planned for the very instant and would never serve, and whether it has a message that
    nobody would be told then. same: the document is in force then already, unchanged.
    """

    before: int | None
    before_serves: bool
    replaces: int | None
    silences: bool
    after: Program
    same: bool
    changes: tuple[Change, ...]
    members: int
    promises: Promises

    @property
    def worth_changes(self) -> bool:
        """Whether points that members have already would be worth another sum."""
        return any(change.path in ("redemption.point_value", "currency") for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A batch of members. rising: how many, by the tier's name. kept: who would have fallen. after: None at the end."""

    members: int
    rising: Mapping[str, int] = field(default_factory=dict)
    kept: int = 0
    after: str | None = None


def preview(work: Work, text: str, at: datetime | None = None, name: str = "") -> Preview:
    """What the document changes against the main programme that it follows at that instant (None: now).

    name: of a pilot, which serves beside the main programme of that instant. Raises ProgramInvalid.
    """
    after = parse(text)
    then, found = rows.in_force(work, at or work.now), _before(work, at, name)
    before = rows.text(work, found[0]) if found else None
    replaces = then[0] if then and then != found else None
    return Preview(
        before=found[0] if found else None,
        before_serves=found == rows.in_force(work, work.now),
        replaces=replaces,
        silences=replaces is not None and bool(program.message(work, replaces)),
        after=after,
        same=then is not None and rows.text(work, then[0]) == text,
        changes=tuple(diff(before, text)) if before is not None else (),
        members=standings_counted.everybody(work),
        promises=Promises(
            points=digests.liability(work, POINTS),
            tiers=counts.tiers_within_term(work),
            invitations=counts.open_invitations(work),
        ),
    )


def step(
    work: Work,
    text: str,
    at: datetime | None = None,
    name: str = "",
    scope: Scope | None = None,
    after: str = BEFORE_ALL,
    limit: int = MEMBERS_MAX,
) -> Step:
    """Look at the next members after this id, in one question for all of them.

    name, scope: of a pilot, of whom only its customers are counted. Raises ProgramInvalid.
    """
    found = _before(work, at, name)
    if found is None:
        return Step(members=0)
    by_old = ruler(program.read(work, *found).program, work.now)
    by_new = ruler(parse(text), work.now)
    starts = sorted(by_old.starts | by_new.starts)
    people = standings_counted.batch(work, after, starts, limit)
    concerned = pilot.served(work, name, scope.dump() if scope else None, [row.member_id for row in people])
    rising: dict[str, int] = {}
    kept = 0
    for row in people:
        if row.member_id not in concerned:
            continue
        member = measured(row, starts)
        became = effect(by_old, by_new, member)
        kept += became == "kept"
        if became == "rises":
            tier = by_new.program.tiers[by_new.rank_of(member)].name
            rising[tier] = rising.get(tier, 0) + 1
    following = people[-1].member_id if len(people) == limit else None
    return Step(members=len(people), rising=rising, kept=kept, after=following)


def _before(work: Work, at: datetime | None, name: str) -> tuple[int, str] | None:
    instant = at or work.now
    return rows.in_force(work, instant) if name else program.followed(work, instant)
