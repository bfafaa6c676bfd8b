"""Broadcasts as they are kept: the marketer's menu, the list, and the wishes about one that has started."""

from __future__ import annotations

from actions import campaign, campaign_recall
from actions.campaign import CampaignStateInvalid
from channels.channel import Reply
from handlers.campaign_drafting import FIRST, Number, draft_facts, draft_of, looked_at, noticed
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from screens import campaign as screens
from screens import campaign_draft, marketing, routes
from screens.screen import Screen


@on.pressed("marketing")
def menu(visit: Visit) -> Screen:
    """It also ends whatever was asked."""
    _ = visit.marketer
    visit.await_()
    latest = campaign.listed(visit.work).campaigns
    return marketing.show(visit.texts, tuple(one.state for one in latest if not one.document.is_standing))


@on.pressed("campaigns", looks_only=True)
def listed(visit: Visit, page: Number = FIRST) -> Screen:
    _ = visit.marketer
    return screens.listed(visit.texts, campaign.listed(visit.work, page))


@on.pressed("campaign", studies=True)
def show(visit: Visit, number: Number) -> Screen:
    """A draft at a glance, or how far the campaign is."""
    _ = visit.marketer
    kept = campaign.get(visit.work, number)
    if kept.state == "draft":
        return campaign_draft.draft(visit.texts, draft_facts(visit, kept))
    return screens.progress(visit.texts, kept)


@on.pressed("campaign:copy")
def copy(visit: Visit, number: Number) -> Answer:
    """A new draft that says the same."""
    staff = visit.marketer
    old = campaign.get(visit.work, number).document
    if old.is_standing:
        raise Stale
    new = campaign.draft(visit.work, old, staff_id=staff.staff_id)
    words = visit.texts.plain.gettext("A new draft, %(number)s, says the same", number=new)
    return Reply(show(visit, Number(new)), notice=words)


@on.pressed("campaign:delete")
def delete(visit: Visit, number: Number, word: str = "") -> Screen:
    """Ask, then drop the draft."""
    kept = draft_of(visit, number)
    if word not in ("", "yes"):
        raise Stale
    if not word:
        return campaign_draft.confirm_delete(visit.texts, number, screens.title(kept))
    campaign.forget(visit.work, number)
    visit.await_()
    return campaign_draft.deleted(visit.texts)


# ------------------------------------------------------------------ what has started


@on.pressed("campaign:pause")
def pause(visit: Visit, number: Number) -> Answer:
    _ = visit.marketer
    try:
        campaign.pause(visit.work, number)
    except CampaignStateInvalid:
        return _changed(visit, number)
    return _watched(visit, number)


@on.pressed("campaign:resume")
def resume(visit: Visit, number: Number) -> Answer:
    _ = visit.marketer
    try:
        campaign.resume(visit.work, number)
    except CampaignStateInvalid:
        return _changed(visit, number)
    return _watched(visit, number)


@on.pressed("campaign:stop")
def stop(visit: Visit, number: Number, word: str = "") -> Answer:
    """Ask, then stop it."""
    _ = visit.marketer
    if word not in ("", "yes"):
        raise Stale
    kept = campaign.get(visit.work, number)
    if kept.state not in ("scheduled", "running", "paused") or kept.document.is_standing:
        return _changed(visit, number)
    if not word:
        return screens.confirm_stop(visit.texts, kept)
    campaign.stop(visit.work, number)
    return _watched(visit, number)


@on.pressed("campaign:recall")
def recall(visit: Visit, number: Number, word: str = "") -> Answer:
    """Ask, then take back what was sent."""
    _ = visit.marketer
    if word not in ("", "yes"):
        raise Stale
    kept = campaign.get(visit.work, number)
    if kept.started_at is None or kept.recalled_at is not None or kept.document.is_standing:
        return _changed(visit, number)
    if not word:
        return looked_at(routes.CAMPAIGN_TAKE_BACK, number)
    campaign.recall(visit.work, number)
    return _watched(visit, number)


@on.pressed("campaign:unsend", looks_only=True)
def unsend(visit: Visit, number: Number) -> Screen:
    """Ask once more, with how many can be taken back."""
    _ = visit.marketer
    kept = campaign.get(visit.work, number)
    if kept.started_at is None or kept.recalled_at is not None or kept.document.is_standing:
        return show(visit, number)
    return screens.confirm_recall(visit.texts, kept, campaign_recall.too_late(visit.work, number))


def _changed(visit: Visit, number: Number) -> Reply:
    """Somebody was quicker: show how it stands now."""
    return noticed(visit, show(visit, number))


def _watched(visit: Visit, number: Number) -> Screen:
    """How far it is; this message shows it from now on."""
    who = visit.person
    campaign.watch(visit.work, number, who.channel, who.chat_id, visit.message_id)
    return show(visit, number)
