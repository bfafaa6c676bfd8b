"""Broadcasts as they are kept: the list of them, how far one is, and what is asked before it is stopped or recalled."""

from __future__ import annotations

from datetime import datetime

from rules.campaign import State
from rules.campaign_progress import OVER, Kept, Page, Progress
from screens import campaign_words, routes
from screens.layout import Row, back, bar, blocks, heading, lines, pager, pages_line
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Html, Texts

RECALL_HOURS = 48
MINUTE, HOUR = 60, 3600


def state(texts: Texts, known: State) -> str:
    return {
        "draft": texts.gettext("draft"),
        "scheduled": texts.gettext("scheduled"),
        "running": texts.gettext("under way"),
        "paused": texts.gettext("paused"),
        "done": texts.gettext("done"),
        "stopped": texts.gettext("stopped"),
        "failed": texts.gettext("stopped by itself"),
    }[known]


MARKS: dict[State, str] = {
    "draft": "📝", "scheduled": "⏰", "running": "🚀", "paused": "⏸", "done": "✅", "stopped": "⏹", "failed": "⚠️",
}  # fmt: skip


def title(kept: Kept) -> str:
    return campaign_words.title(kept.document)


def listed(texts: Texts, page: Page) -> Screen:
    """Five a page, newest first; those of the programme go by themselves."""
    head = heading("📋", texts.gettext("Campaigns"))
    new = (Button.action(texts.gettext("✍️ New broadcast"), routes.CAMPAIGN_NEW, style="primary"),)
    if not page.campaigns:
        return Screen(blocks(head, texts.gettext("There are none yet.")), (new, back(texts, routes.MARKETER)))
    html = blocks(
        head,
        lines(*(_line(texts, one) for one in page.campaigns)),
        lines(texts.gettext("Open one by its number."), pages_line(texts, page.page, page.pages)),
    )
    opened = tuple(
        Button.action(f"{MARKS[one.state]} {one.number}", action(routes.CAMPAIGN, one.number)) for one in page.campaigns
    )
    turns = pager(texts, routes.CAMPAIGNS, page.page, page.pages)
    return Screen(html, (opened, *turns, new, back(texts, routes.MARKETER)))


def _line(texts: Texts, kept: Kept) -> str:
    at, standing = _at(kept), kept.document.is_standing
    parts = (
        texts.gettext("goes by itself") if standing and kept.state == "running" else state(texts, kept.state),
        texts.instant(at) if at and not standing else "",
    )
    return texts.gettext(
        "%(mark)s %(number)s. <b>%(title)s</b> · %(said)s",
        mark=MARKS[kept.state],
        number=kept.number,
        title=texts.person(title(kept)),
        said=Html(" · ".join(texts.safe(part) for part in parts if part)),
    )


def _at(kept: Kept) -> datetime | None:
    if kept.state == "scheduled":
        return kept.starts_at
    return kept.ended_at or kept.started_at or kept.created_at


# ------------------------------------------------------------------ one that has started


def progress(texts: Texts, kept: Kept) -> Screen:
    """How far it is. It stands where it was started and is drawn anew as it goes on, and it leads to the report."""
    known = kept.progress
    html = blocks(
        lines(
            heading(MARKS[kept.state], texts.gettext("Campaign %(number)s", number=kept.number)),
            texts.gettext("<b>%(title)s</b>", title=texts.person(title(kept))),
            _stands(texts, kept),
        ),
        _figures(texts, kept) if kept.state != "scheduled" else _scheduled(texts, kept),
        _speed(texts, known) if kept.state == "running" else "",
        _recalled(texts, kept),
    )
    return Screen(html, _ways(texts, kept))


def _stands(texts: Texts, kept: Kept) -> str:
    said = texts.gettext("It is %(state)s", state=state(texts, kept.state))
    at = _at(kept)
    if at and kept.state in OVER:
        said = texts.gettext("It is %(state)s since %(at)s", state=state(texts, kept.state), at=texts.instant(at))
    why = _why(texts, kept.reason) if kept.reason else ""
    goes_on = texts.gettext("Goes by itself, as the programme says") if kept.document.is_standing else ""
    return lines(said, why, goes_on)


def _why(texts: Texts, reason: str) -> str:
    known = {
        "recalled": texts.gettext("It was recalled"),
        "failures": texts.gettext("Too many messages failed: put right what was wrong, in a copy of it"),
        "budget": texts.gettext("Its budget is spent"),
        "nobody": texts.gettext("Nobody was in its audience"),
        "expression": texts.gettext("The expression of its audience will not do any more"),
        "blocked": texts.gettext("It could not start as it stood: a copy of it says what to put right"),
        "slow": texts.gettext("Its audience takes too long to look up: make the segment simpler"),
    }
    return known.get(reason, "")


def _scheduled(texts: Texts, kept: Kept) -> str:
    assert kept.starts_at is not None, "what is scheduled has a time"
    return lines(
        texts.gettext("⏰ It starts on <b>%(at)s</b>", at=texts.instant(kept.starts_at)),
        campaign_words.audience(texts, kept.document),
    )


def _figures(texts: Texts, kept: Kept) -> str:
    known = kept.progress
    standing = kept.document.is_standing
    told = (
        (known.failed, texts.gettext("✖️ Failed: %(count)s", count=known.failed)),
        (known.blocked, texts.gettext("🚫 Had blocked us: %(count)s", count=known.blocked)),
        (known.unknown, texts.gettext("❔ Not known whether it came: %(count)s", count=known.unknown)),
        (known.skipped, texts.gettext("🤫 Not sent: %(count)s", count=known.skipped)),
        (known.controls, texts.gettext("⚖️ Left alone to compare with: %(count)s", count=known.controls)),
    )
    return lines(
        "" if standing else f"{bar(known.percent)} {texts.percent(known.percent)}",
        texts.gettext("✅ Sent: <b>%(count)s</b>", count=known.sent),
        *(words for count, words in told if count),
        texts.gettext("⏳ Waiting: %(count)s", count=known.queued) if known.queued else "",
    )


def _speed(texts: Texts, known: Progress) -> str:
    rate = known.per_second
    if rate is None or known.seconds_left is None:
        if not known.reached:
            return texts.gettext("Looking up who gets it …")
        return texts.gettext("Who has quiet hours now gets it after them.") if known.queued else ""
    said = (
        texts.ngettext("⚡ %(n)s message a second", "⚡ %(n)s messages a second", round(rate))
        if rate >= 1
        else texts.gettext("⚡ less than a message a second")
    )
    return lines(said, texts.gettext("⌛ Left: %(time)s", time=_lasting(texts, known.seconds_left)))


def _lasting(texts: Texts, seconds: int) -> str:
    if seconds < MINUTE:
        return texts.gettext("less than a minute")
    if seconds < HOUR:
        return texts.ngettext("%(n)s minute", "%(n)s minutes", -(-seconds // MINUTE))
    return texts.ngettext("%(n)s hour", "%(n)s hours", -(-seconds // HOUR))


def _recalled(texts: Texts, kept: Kept) -> str:
    if kept.recalled_at is None:
        return ""
    return texts.gettext(
        "↩️ Recalled: taken back from %(count)s so far. What is older than 48 hours stays.", count=kept.progress.recalled
    )


def _ways(texts: Texts, kept: Kept) -> tuple[Row, ...]:
    number, standing = kept.number, kept.document.is_standing
    pause = Button.action(texts.gettext("⏸ Pause"), action(routes.CAMPAIGN_PAUSE, number))
    resume = Button.action(texts.gettext("▶️ Go on"), action(routes.CAMPAIGN_RESUME, number), style="success")
    now = Button.action(texts.gettext("🚀 Start now"), action(routes.CAMPAIGN_GO, number))
    stop = Button.action(texts.gettext("⏹ Stop"), action(routes.CAMPAIGN_STOP, number), style="danger")
    recall = Button.action(texts.gettext("↩️ Recall"), action(routes.CAMPAIGN_RECALL, number))
    report = Button.action(texts.gettext("📈 Report"), action(routes.REPORT, number), style="primary")
    again = Button.action(texts.gettext("🔄 Refresh"), action(routes.CAMPAIGN, number))
    copy = Button.action(texts.gettext("📄 Copy"), action(routes.CAMPAIGN_COPY, number))
    started = kept.started_at is not None
    recalls = (recall,) if started and not standing and kept.recalled_at is None and kept.progress.sent else ()
    run: dict[State, Row] = {
        "scheduled": (now, stop),
        "running": (pause,) if standing else (pause, stop),
        "paused": (resume,) if standing else (resume, stop),
    }
    over = kept.state in OVER
    rows: tuple[Row, ...] = (
        run.get(kept.state, ()),
        ((report,) if started else ()),
        (*recalls, *((copy,) if not standing else ()), *(() if over else (again,))),
        back(texts, routes.CAMPAIGNS),
    )
    return tuple(row for row in rows if row)


# ------------------------------------------------------------------ what is asked before it


def confirm_stop(texts: Texts, kept: Kept) -> Screen:
    html = blocks(
        heading("⏹", texts.gettext("Stop it for good?")),
        texts.gettext("<b>%(title)s</b>", title=texts.person(title(kept))),
        texts.ngettext(
            "%(n)s message that waits will not go. What was sent stays in the chats.",
            "%(n)s messages that wait will not go. What was sent stays in the chats.",
            kept.progress.queued,
        )
        if kept.progress.queued
        else texts.gettext("It cannot be started again; a copy can."),
    )
    yes = Button.action(texts.gettext("⏹ Yes, stop it"), action(routes.CAMPAIGN_STOP, kept.number, "yes"), "danger")
    return Screen(html, ((yes,), back(texts, action(routes.CAMPAIGN, kept.number))))


def confirm_recall(texts: Texts, kept: Kept, too_late: int) -> Screen:
    """Say how many, and the messenger's rule. too_late: how many are too old, or will be before their turn."""
    html = blocks(
        heading("↩️", texts.gettext("Take the messages back?")),
        texts.gettext("<b>%(title)s</b>", title=texts.person(title(kept))),
        texts.ngettext(
            "%(n)s message was sent. It disappears from the chat, if it is not older than 48 hours: a messenger lets "
            "older ones stand.",
            "%(n)s messages were sent. They disappear from the chats, except those older than 48 hours: a messenger "
            "lets older ones stand.",
            kept.progress.sent,
        ),
        texts.ngettext(
            "⚠️ %(n)s of them stays: it is too old, or will be before its turn.",
            "⚠️ %(n)s of them stay: they are too old, or will be before their turn.",
            too_late,
        )
        if too_late
        else "",
        texts.gettext("What was not sent yet will not go. Offers that were given stay with the members."),
    )
    yes = Button.action(texts.gettext("↩️ Yes, recall"), action(routes.CAMPAIGN_RECALL, kept.number, "yes"), "danger")
    return Screen(html, ((yes,), back(texts, action(routes.CAMPAIGN, kept.number))))
