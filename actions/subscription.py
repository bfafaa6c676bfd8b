"""What members subscribe to: given by the shop or paid in the chat, kept to the end of what is paid for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions import program, webhook
from actions.notice import announce
from rules.lifetime import last_usable_day
from rules.program import Program
from rules.program_formats import Subscription
from rules.refusal import Refused
from rules.subscription import SubscriptionFacts, extended, in_force, next_look
from rules.subscription_notice import SubscriptionBegan, SubscriptionEnded, SubscriptionEndsSoon, SubscriptionRenewed
from rules.webhook import instant
from storage import subscriptions as rows
from storage.work import Row, Work

BATCH_MAX = 25  # in one unit
PERIODS_MAX = 120
YEARS_MAX = 10
NEWS_DAYS = 3  # an older piece of news is no news

STOP, RETURN = "stop", "return"


class SubscriptionUnknown(Refused):
    code = "subscription_unknown"
    sentence = "There is no subscription {name}; the programme has {known}."


class SubscriptionNotHeld(Refused):
    code = "subscription_not_held"
    sentence = "The member has no subscription {name} that is in force."


class SubscriptionEndInvalid(Refused):
    code = "subscription_end_invalid"
    sentence = "A subscription ends in the future, at most {years} years from now."


def active(work: Work, member_id: str, at: datetime | None = None) -> frozenset[str]:
    """Names of the subscriptions that are in force for this member now, or that were at an earlier instant."""
    return rows.active(work, member_id, at or work.now)


def held(work: Work, member_id: str) -> list[Row]:
    """Rows (name, began_at, ends_at, renews, client, reference) of what is in force, by name."""
    return [row for row in rows.of_member(work, member_id) if in_force(row.ends_at, row.renews, work.now)]


def facts(work: Work, member_id: str, document: Program, one: Subscription, order_id: str = "") -> SubscriptionFacts:
    """What a screen says of one. order_id: of an invoice that may be paid now."""
    row = rows.get(work, member_id, one.name)
    lives = row is not None and in_force(row.ends_at, row.renews, work.now)
    return SubscriptionFacts(
        name=one.name,
        title=title(one.name),
        stars=one.price_stars,
        period_days=one.period_days,
        last_day=last_usable_day(row.ends_at, document.zone) if row is not None and lives else None,
        renews=row is not None and lives and row.renews,
        order_id=order_id,
        price_minor=one.price_minor,
    )


def offered(work: Work, member_id: str, document: Program) -> list[SubscriptionFacts]:
    """What is sold, and what this member has, in the programme's order."""
    has = active(work, member_id)
    shown = [one for one in document.subscriptions if one.price_stars or one.price_minor or one.name in has]
    return [facts(work, member_id, document, one) for one in shown]


def for_sale(work: Work, member_id: str, document: Program, one: Subscription) -> SubscriptionFacts:
    """As `facts`, with an order for an invoice unless it renews itself already or is not sold in the chat."""
    row = rows.get(work, member_id, one.name)
    if not one.price_stars or (row is not None and row.renews and in_force(row.ends_at, row.renews, work.now)):
        return facts(work, member_id, document, one)
    return facts(work, member_id, document, one, rows.order_for(work, member_id, one.name, one.price_stars))


def title(name: str) -> str:
    """The code of its title among the programme's words."""
    return f"subscription:{name}"


# ---------------------------------------------------------------------- given and taken by the shop


def grant(
    work: Work,
    member_id: str,
    name: str,
    *,
    until: datetime | None = None,
    periods: int = 1,
    client: str,
    reference: str = "",
) -> Row:
    """Give it until an instant, or for so many periods from the end of what the member has; never takes away.

    Raises SubscriptionUnknown, SubscriptionEndInvalid.
    """
    document = program.serving(work, member_id).program
    one = document.subscription(name)
    if one is None:
        raise SubscriptionUnknown(name=name, known=", ".join(each.name for each in document.subscriptions) or "none")
    before = rows.lock(work, member_id, name)
    if until is None:
        assert 1 <= periods <= PERIODS_MAX, "the caller checks"
        until = extended(
            before.ends_at if before else None, timedelta(days=one.period_days) * periods, work.now, document.zone
        )
    if not work.now < until <= work.now + timedelta(days=366 * YEARS_MAX):
        raise SubscriptionEndInvalid(years=YEARS_MAX)
    lived = before is not None and in_force(before.ends_at, before.renews, work.now)
    row = lengthen(work, member_id, name, until, client=client, reference=reference)
    if lived and before is not None and row.ends_at == before.ends_at:
        return row
    day = last_usable_day(row.ends_at, document.zone)
    key = f"{member_id}:{name}:{row.ends_at.timestamp():.0f}"
    news = (SubscriptionRenewed if lived else SubscriptionBegan)(title=title(name), last_day=day)
    announce(work, member_id, news, key=f"{news.kind}:{key}", stale_at=work.now + timedelta(days=NEWS_DAYS))
    return row


def lengthen(work: Work, member_id: str, name: str, until: datetime, **changes: object) -> Row:
    """Let it last until then at least. changes: other columns."""
    row = rows.lock(work, member_id, name)
    lives = row is not None and in_force(row.ends_at, row.renews, work.now)
    values: dict[str, object] = {
        "member_id": member_id,
        "name": name,
        "began_at": row.began_at if row is not None and lives else work.now,
        "renews": row is not None and lives and row.renews,
        "channel": row.channel if row is not None else None,
        "user_id": row.user_id if row is not None else None,
        "charge_id": row.charge_id if row is not None else None,
        "client": "",
        "reference": "",
    }
    values |= changes
    end = max(until, row.ends_at) if row is not None else until
    rows.put(work, values | {"ends_at": end, "due_at": next_look(end, bool(values["renews"]), work.now)})
    found = rows.get(work, member_id, name)
    assert found is not None, "it was put there just now"
    if row is None or not lives:
        tell(work, found, "began", found.ends_at, renews=found.renews)
    elif found.ends_at > row.ends_at:
        tell(work, found, "renewed", found.ends_at, renews=found.renews)
    return found


def cancel(work: Work, member_id: str, name: str, *, at_once: bool = False) -> Row:
    """Renew it no more; what is paid for stays, unless it is to end at once. Raises SubscriptionNotHeld."""
    row = rows.lock(work, member_id, name)
    if row is None or not in_force(row.ends_at, row.renews, work.now):
        raise SubscriptionNotHeld(name=name)
    stop(work, row)
    end = work.now if at_once else row.ends_at
    # Only the wait for a renewal was left of it.
    over = end <= work.now
    rows.update(
        work, member_id, name, renews=False, ends_at=end, due_at=work.now if over else next_look(end, False, work.now)
    )
    found = rows.get(work, member_id, name)
    assert found is not None, "it is locked"
    if row.renews or at_once:
        tell(work, found, "cancelled", end)
    return found


def stop(work: Work, row: Row) -> None:
    """Have the messenger told, after the commit, to take no further payment."""
    if row.renews and row.charge_id:
        rows.insert_task(work, row.channel, row.charge_id, STOP, row.user_id, row.member_id)


def tell(work: Work, row: Row, happened: str, ends_at: datetime, *, renews: bool = False) -> None:
    """Promise this to other programs. ends_at, renews: as they are by now; row may be older."""
    facts = {"member_id": row.member_id, "subscription": row.name, "ends_at": instant(ends_at), "renews": renews}
    webhook.emit(work, f"subscription.{happened}", facts)


# ---------------------------------------------------------------------- what time does


def end_due(work: Work, limit: int = BATCH_MAX) -> Mapping[str, int]:
    """Tell of the next ends that come or came, and let nothing renew that is not sold any more."""
    due = rows.due(work, limit)
    if not due:
        return {}
    for seen in sorted(due, key=lambda row: str(row.member_id)):
        row = rows.lock(work, seen.member_id, seen.name)
        if row is not None and row.due_at is not None and row.due_at <= work.now:
            _look(work, row, program.serving(work, row.member_id).program)
    return {"subscriptions": len(due)}


def _look(work: Work, row: Row, document: Program) -> None:
    one = document.subscription(row.name)
    renews = row.renews
    if renews and (one is None or not one.price_stars):
        stop(work, row)
        renews = False
    key = f"{row.member_id}:{row.name}:{row.ends_at.timestamp():.0f}"
    day = last_usable_day(row.ends_at, document.zone)
    if not in_force(row.ends_at, renews, work.now):
        rows.update(work, row.member_id, row.name, renews=False, due_at=None)
        tell(work, row, "ended", row.ends_at)
        ended = SubscriptionEnded(title=title(row.name), last_day=day)
        stale_at = row.ends_at + timedelta(days=NEWS_DAYS + 1)
        announce(work, row.member_id, ended, key=f"{ended.kind}:{key}", stale_at=stale_at)
        return
    if row.renews and not renews:
        tell(work, row, "cancelled", row.ends_at)
    if not renews:
        soon = SubscriptionEndsSoon(title=title(row.name), last_day=day)
        announce(work, row.member_id, soon, key=f"{soon.kind}:{key}", stale_at=row.ends_at)
    rows.update(work, row.member_id, row.name, renews=renews, due_at=next_look(row.ends_at, renews, work.now))


# ---------------------------------------------------------------------- members who become one, or go


def merge(work: Work, from_member: str, to_member: str) -> None:
    """Give the one's paid days to the other; of two that renew themselves one is stopped."""
    zone = program.current(work).program.zone
    for row in rows.of_member(work, from_member):
        rest = row.ends_at - work.now
        other = rows.lock(work, to_member, row.name)
        if rest > timedelta() or row.renews:
            both_renew = other is not None and other.renews and row.renews
            if both_renew:
                stop(work, row)
            payer = row if row.renews and not both_renew else other
            names = ("renews", "channel", "user_id", "charge_id")
            changes = {name: getattr(payer, name) for name in names} if payer is not None else {}
            before = other.ends_at if other is not None else None
            end = extended(before, max(rest, timedelta()), work.now, zone)
            lengthen(work, to_member, row.name, end, client=row.client, reference=row.reference, **changes)
        rows.delete(work, from_member, row.name)
    rows.move_papers(work, from_member, to_member)


def forget(work: Work, member_id: str) -> None:
    """Stop what renews itself and forget the rest; payments stay in the books, without a name."""
    for row in rows.of_member(work, member_id):
        stop(work, row)
    rows.erase(work, member_id)
