"""Which tier a member has: raised by each purchase at once, settled by the nightly job when a term ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from actions import notice, program, webhook
from rules.ledger import POINTS
from rules.lifetime import last_usable_day
from rules.member import Member
from rules.notice import TierFell, TierRose
from rules.program import Program
from rules.program_effect import ruler
from rules.program_sections import RollingWindow
from rules.refusal import Refused
from rules.standing import NextTier, TierFacts
from rules.tier import Counters, Standing, is_settled, newcomer, next_standing, progress, stand, window_start
from rules.tier import Way as Way
from rules.webhook import instant
from storage import ledger as accounts
from storage import purchases, standings_counted
from storage import standings as rows
from storage.work import Work

GRACE_LOOK = timedelta(hours=12)  # how soon a standing that waits for its grace is looked at again
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class TierUnknown(Refused):
    code = "tier_unknown"
    sentence = "There is no tier {name}; the programme has {known}."


def of(work: Work, member_id: str, in_force: Program) -> Standing:
    """The member's standing; a newcomer's for a member who has none yet."""
    return rows.get(work, member_id) or newcomer(in_force, work.now)


def name_of(work: Work, member_id: str) -> str:
    """The tier's name; empty, which the programme reads as its first, for a member who has none yet."""
    found = rows.get(work, member_id)
    return found.tier if found else ""


def counters(work: Work, member_id: str, in_force: Program) -> Counters:
    """What counts within the programme's window, and within those of tiers that have their own."""
    since = window_start(in_force, work.now) or _BEGINNING
    counted = {since: Counters(*purchases.counters(work, member_id, since))}
    own = {}
    for each in in_force.tiers:
        if each.window is not None:
            start = window_start(in_force, work.now, each.window) or _BEGINNING
            if start not in counted:
                counted[start] = Counters(*purchases.counters(work, member_id, start))
            own[each.name] = counted[start]
    return replace(counted[since], own=own) if own else counted[since]


def recount(
    work: Work,
    member_id: str,
    in_force: Program | None = None,
    *,
    before: Standing | None = None,
    quiet: bool = False,
) -> str:
    """Count again, under the member's account's lock; the new tier's name if the member rose, else empty.

    in_force: the programme that counts, and before: the standing under that lock, where the caller has them; quiet:
    announce nothing.
    """
    in_force = in_force or program.serving(work, member_id).program
    before = before or rows.get(work, member_id)
    if before is not None and is_settled(in_force, before, work.now):
        return ""
    standing = before or newcomer(in_force, work.now)
    after = next_standing(in_force, standing, counters(work, member_id, in_force), work.now)
    if after != before:
        rows.put(work, member_id, after)
    if after.tier == standing.tier:
        return ""
    if not quiet:
        _announce(work, member_id, in_force, standing, after)
    return after.tier if in_force.rank(after.tier) > in_force.rank(standing.tier) else ""


def given(in_force: Program, name: str, now: datetime) -> Standing:
    """A tier that is given, such as by an old base: with a whole term of its own, and no floor for ever."""
    return stand(in_force, name, now)


def give(work: Work, member_id: str, name: str) -> None:
    """Give a tier by hand: from now on the member never falls below it. Raises TierUnknown."""
    in_force = program.serving(work, member_id).program
    if name not in [each.name for each in in_force.tiers]:
        raise TierUnknown(name=name, known=", ".join(each.name for each in in_force.tiers))
    accounts.lock_account(work, member_id, POINTS)  # so that no purchase raises the member in between
    before = of(work, member_id, in_force)
    counted = counters(work, member_id, in_force)
    after = next_standing(in_force, replace(before, floor=name), counted, work.now)
    rows.put(work, member_id, after)
    if after.tier != before.tier:
        _announce(work, member_id, in_force, before, after)


def lift(work: Work, member_id: str, name: str, in_force: Program) -> bool:
    """Give a tier for its whole term, under the member's account's lock; False for one who stands there or higher."""
    before = of(work, member_id, in_force)
    if in_force.rank(name) <= in_force.rank(before.tier):
        return False
    after = replace(stand(in_force, name, work.now), floor=before.floor)
    rows.put(work, member_id, after)
    _announce(work, member_id, in_force, before, after)
    return True


def settle_due(work: Work, limit: int) -> int:
    """Settle standings whose term has ended; how many were looked at. Nothing is due when it returns 0."""
    due = rows.due(work, limit)
    for member_id in sorted(due):
        # A purchase under way may let the tier rise: its standing and its purchase are read only after it.
        accounts.lock_account(work, member_id, POINTS)
        recount(work, member_id)
    rows.look_again(work, due, work.now + GRACE_LOOK)
    return len(due)


def way(work: Work, member_id: str, in_force: Program) -> tuple[Standing, Counters, Way | None]:
    """Where the member stands, what counts, and what is left to the next tier (None at the top)."""
    standing = of(work, member_id, in_force)
    counted = counters(work, member_id, in_force)
    return standing, counted, progress(in_force, standing, counted)


def ways(work: Work, tiers: Mapping[str, str], in_force: Program) -> dict[str, tuple[Counters, Way | None]]:
    """What counts for each of these, and what is left to the next tier (None at the top), in one look for all of them.

    tiers: by member, where they stand; empty for who stands nowhere yet.
    """
    by = ruler(in_force, work.now)
    starts = sorted(by.starts)
    sums = standings_counted.of(work, sorted(tiers), starts)
    nothing = [(0, 0, 0)] * len(starts)
    found = {}
    for member_id, name in tiers.items():
        since = {start: Counters(*three) for start, three in zip(starts, sums.get(member_id, nothing), strict=True)}
        counted = by.counters(since)
        found[member_id] = counted, progress(in_force, Standing(name, work.now), counted)
    return found


def facts(work: Work, member: Member, *, with_way: bool = True) -> TierFacts:
    """What the member is shown of the tier; with_way: also the way to the next one."""
    in_force = program.serving(work, member.member_id).program
    mine = in_force.tier(member.tier)
    if not with_way:
        return TierFacts(title=mine.name, rate_percent=mine.rate.percent, discount_percent=mine.discount)
    standing, counted, ahead = way(work, member.member_id, in_force)
    window = (ahead.tier.window if ahead else None) or in_force.tier_terms.window
    return TierFacts(
        title=mine.name,
        privileges=privileges(in_force, mine.name),
        rate_percent=mine.rate.percent,
        discount_percent=mine.discount,
        is_only=len(in_force.tiers) == 1,
        until=last_usable_day(standing.until, in_force.zone) if standing.until else None,
        next=_next(in_force, counted, ahead) if ahead else None,
        window_days=window.days if isinstance(window, RollingWindow) else None,
        is_yearly=window.kind == "calendar_year",
    )


def privileges(in_force: Program, tier: str) -> tuple[str, ...]:
    """The codes of what the tier gives, for `screens.speech` to put in words: `silver:0`."""
    lines = in_force.tier(tier).privileges.get(in_force.default_language, ())
    return tuple(f"{tier}:{place}" for place, _ in enumerate(lines))


def _next(in_force: Program, counted: Counters, ahead: Way) -> NextTier:
    counted = counted.own.get(ahead.tier.name, counted)
    return NextTier(
        title=ahead.tier.name,
        privileges=privileges(in_force, ahead.tier.name),
        rate_percent=ahead.tier.rate.percent,
        discount_percent=ahead.tier.discount,
        purchases_done=counted.purchases,
        purchases_needed=ahead.tier.purchases or 0,
        spend_done_minor=counted.spend_minor,
        spend_needed_minor=ahead.tier.spend_minor or 0,
        points_done=counted.points,
        points_needed=ahead.tier.points or 0,
        percent=ahead.percent,
    )


def _announce(work: Work, member_id: str, in_force: Program, before: Standing, after: Standing) -> None:
    title = after.tier
    webhook.emit(
        work,
        "tier.changed",
        {
            "member_id": member_id,
            "tier": after.tier,
            "before": before.tier,
            "until": instant(after.until) if after.until else None,
        },
    )
    key = f"tier:{member_id}:{after.tier}:{work.now.isoformat()}"
    if in_force.rank(after.tier) < in_force.rank(before.tier):
        notice.announce(work, member_id, TierFell(title=title, before=before.tier), key=key)
        return
    until = last_usable_day(after.until, in_force.zone) if after.until else None
    mine = in_force.tier(after.tier)
    rose = TierRose(
        title=title,
        privileges=privileges(in_force, after.tier),
        until=until,
        rate_percent=mine.rate.percent,
        discount_percent=mine.discount,
    )
    notice.announce(work, member_id, rose, key=key)
