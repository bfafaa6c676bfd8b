"""Campaigns as marketers handle them: drafts, and the wishes that take one from state to state.

A wish is one short unit; finding the audience, sending and ending are the work of jobs.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from actions import campaign_doubting, campaign_letter, program
from actions.program import InForce
from rules.campaign import Campaign, State, campaign_of
from rules.campaign_doubt import Doubt
from rules.campaign_draw import numbers_of
from rules.campaign_notice import TEST, CampaignMessage
from rules.campaign_progress import OVER, Kept, Page, Progress
from rules.refusal import Refused
from storage import campaigns as rows
from storage import deliveries
from storage.work import Row, Work

NAME_MAX = 32
NOISE_LETTERS = 16
HEX = "0123456789abcdef"
PAGE = 5


class CampaignUnknown(Refused):
    code = "campaign_unknown"
    sentence = "There is no campaign {number}."


class CampaignStateInvalid(Refused):
    """state: rules.campaign.State. wanted: start | pause | resume | stop | recall | change | delete."""

    code = "campaign_state_invalid"
    sentence = "The campaign is {state}; in this state one cannot {wanted} it."


# ------------------------------------------------------------------ drafts


def draft(work: Work, document: Campaign, *, staff_id: str | None = None, source: str = "chat") -> int:
    """Keep a new campaign, which does nothing until it is started; its number.

    A name that another campaign of the same source has gets a number at its end.
    """
    rows.lock_names(work)
    document = document.model_copy(update={"name": _free_name(work, source, document.name)})
    noise = [int(work.fresh_code(NOISE_LETTERS, HEX), 16) for _ in range(2)]
    a, b = numbers_of(noise)
    return rows.insert(
        work,
        {
            "name": document.name,
            "source": source,
            "state": "draft",
            "document": document.dump(),
            "staff_id": staff_id,
            "a": a,
            "b": b,
        },
    )


def redraft(work: Work, number: int, document: Campaign) -> None:
    """Change what a draft says. Raises CampaignUnknown, CampaignStateInvalid.

    What is scheduled stays as whoever scheduled it saw it.
    """
    found = _in(work, number, {"draft"}, "change")
    kept = document.model_copy(update={"name": found.name})
    rows.redraft(work, number, kept.dump())


def forget(work: Work, number: int) -> None:
    """Drop a draft. Raises CampaignUnknown, CampaignStateInvalid."""
    _in(work, number, {"draft"}, "delete")
    rows.delete(work, number)


def get(work: Work, number: int) -> Kept:
    """Raises CampaignUnknown."""
    return kept(_found(work, number))


def _found(work: Work, number: int) -> Row:
    found = rows.get(work, number)
    if found is None:
        raise CampaignUnknown(number=number)
    return found


def listed(work: Work, page: int = 0) -> Page:
    """The newest first. page: from 0; the last one for one that is too great."""
    pages = max(1, -(-rows.count(work) // PAGE))
    page = min(max(page, 0), pages - 1)
    return Page(tuple(kept(row) for row in rows.newest(work, PAGE, page * PAGE)), page, pages)


def kept(row: Row) -> Kept:
    document = campaign_of(row.document)
    return Kept(
        number=row.campaign,
        name=row.name,
        source=row.source,
        state=row.state,
        document=document,
        staff_id=row.staff_id,
        created_at=row.created_at,
        starts_at=row.starts_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        reason=row.reason,
        recalled_at=row.recalled_at,
        progress=_progress(row, standing=document.is_standing),
    )


def _progress(row: Row, *, standing: bool) -> Progress:
    done = row.sent + row.failed + row.blocked + row.unknown + row.skipped
    return Progress(
        state=row.state,
        audience=row.audience,
        controls=row.controls,
        queued=max(0, row.audience - row.controls - done),
        sent=row.sent,
        failed=row.failed,
        blocked=row.blocked,
        unknown=row.unknown,
        skipped=row.skipped,
        recalled=row.recalled,
        reached=standing or row.reached_at is not None,
    )


# ------------------------------------------------------------------ looked at before it goes


def doubts(work: Work, number: int, in_force: InForce) -> tuple[Doubt, ...]:
    """What speaks against it, as far as it can be seen now. Raises CampaignUnknown."""
    found = _found(work, number)
    return tuple(campaign_doubting.doubts(work, campaign_of(found.document), found.links or {}, in_force))


def blocked(work: Work, number: int, in_force: InForce) -> bool:
    """Whether something keeps it from starting, as far as that can be said without looking through members.

    Whether anybody is meant was said when it was confirmed; one that meets nobody ends so. Raises CampaignUnknown.
    """
    found = _found(work, number)
    return bool(_blocking(work, found, campaign_of(found.document), in_force))


def hindrance(work: Work, number: int, in_force: InForce) -> str:
    """What keeps it from starting, without counting members: the code of a doubt, or empty.

    Looks for a first member, however far that is. Raises CampaignUnknown.
    """
    found = _found(work, number)
    document = campaign_of(found.document)
    blocking = _blocking(work, found, document, in_force)
    if blocking or document.is_standing:
        return blocking
    return "" if campaign_doubting.anybody(work, document) else "nobody"


def _blocking(work: Work, found: Row, document: Campaign, in_force: InForce) -> str:
    said = campaign_doubting.at_once(work, document, found.links or {}, in_force)
    return next((doubt.code for doubt in said if doubt.blocks), "")


def preview(work: Work, number: int, variant: str, member_id: str | None = None) -> CampaignMessage:
    """What this member would be told now; None for somebody of whom nothing is known.

    variant: the first one for a name that there is not. Raises CampaignUnknown.
    """
    document = get(work, number).document
    in_force = program.serving(work, member_id) if member_id else program.current(work)
    shown = document.variant(variant) or document.variants[0]
    letter = campaign_letter.Letter(member_id, number, "", shown, document)
    return campaign_letter.previewed(work, in_force.program, letter)


def test(work: Work, number: int, staff_ids: Collection[str]) -> int:
    """Send each variant to each of these colleagues, at once; how many messages. Raises CampaignUnknown.

    The values are those of the colleague's own membership, where they have one.
    """
    document = get(work, number).document
    found = {row.who: row for row in deliveries.addresses_of_staff(work, staff_ids)}
    test_id = work.fresh_id()
    rows_ = [
        _to_colleague(number, variant.name, staff_id, address, f"campaign_test:{test_id}:{variant.name}")
        for staff_id, address in sorted(found.items())
        for variant in document.variants
    ]
    deliveries.promise(work, [row | {"due_at": work.now} for row in rows_])
    return len(rows_)


def _to_colleague(number: int, variant: str, staff_id: str, address: Row, key: str) -> dict[str, Any]:
    facts = {"campaign": number, "occasion": TEST, "variant": variant, "member_id": address.member_id}
    return {
        "dedupe_key": f"{key}@{address.channel}:{address.user_id}",
        "member_id": None,
        "staff_id": staff_id,
        "channel": address.channel,
        "user_id": address.user_id,
        "chat_id": address.chat_id,
        "kind": CampaignMessage.kind,
        "category": "service",
        "lane": "interactive",
        "facts": facts,
        "stale_at": None,
    }


def watch(work: Work, number: int, channel: str, chat_id: str, message_id: str) -> None:
    """Let a message that hangs in a chat show how far the campaign is, from now to its end."""
    _found(work, number)
    rows.update(work, number, progress_channel=channel, progress_chat=chat_id, progress_message=message_id)


# ------------------------------------------------------------------ wishes


def start(work: Work, number: int, at: datetime | None = None) -> None:
    """Let it begin now, or at an instant to come; a job finds its audience then.

    Raises CampaignUnknown, CampaignStateInvalid.
    """
    _in(work, number, {"draft", "scheduled"}, "start")
    if at is not None and at > work.now:
        rows.update(work, number, state="scheduled", starts_at=at)
    else:
        begin(work, number)


def begin(work: Work, number: int) -> None:
    """From now on it runs."""
    rows.update(work, number, state="running", starts_at=None, started_at=work.now)


def pause(work: Work, number: int) -> None:
    """Send nothing more for now; at most the batch that a sender has in its hands still goes. Raises as start."""
    _in(work, number, {"running"}, "pause")
    rows.update(work, number, state="paused")


def resume(work: Work, number: int) -> None:
    """Go on where it was paused. Raises as start."""
    _in(work, number, {"paused"}, "resume")
    rows.update(work, number, state="running")


def stop(work: Work, number: int, reason: str = "") -> None:
    """End it; whoever still waits gets nothing. Raises as start."""
    _in(work, number, {"scheduled", "running", "paused"}, "stop")
    rows.update(work, number, state="stopped", reason=reason)


def recall(work: Work, number: int) -> None:
    """End it and take back what was sent, as far as the messenger lets us; a job does it. Raises as start."""
    found = _in(work, number, {"running", "paused", *OVER}, "recall")
    over = {} if found.state in OVER else {"state": "stopped", "reason": "recalled"}
    rows.update(work, number, recalled_at=work.now, ended_at=None, **over)


def _in(work: Work, number: int, states: Collection[State], wanted: str) -> Row:
    """The campaign, if it is in one of these states."""
    found = rows.lock(work, number)
    if found is None:
        raise CampaignUnknown(number=number)
    if found.state not in states:
        raise CampaignStateInvalid(state=found.state, wanted=wanted)
    return found


def _free_name(work: Work, source: str, name: str) -> str:
    free, number = name, 1
    while rows.named(work, source, free) is not None:
        number += 1
        free = f"{name[: NAME_MAX - 1 - len(str(number))]}-{number}"
    return free
