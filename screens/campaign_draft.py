"""A broadcast that is being written: at a glance, what is asked before it starts, and a test of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from rules.campaign import Campaign
from rules.campaign_doubt import Doubt
from screens import campaign_doubts, campaign_words, routes
from screens.layout import Row, back, blocks, heading, home, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts

COLLEAGUES_MAX = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """How many the audience has, how many of them can be written to, and how many of those agreed to offers."""

    members: int
    reachable: int
    consenting: int


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """reach: None where the audience's expression will not do. named: what its segment is called, if it has a name.
    offers: titles by name. everywhere_percent: of all members, who is in no campaign at all.
    """

    number: int
    document: Campaign
    reach: Reach | None
    named: str = ""
    doubts: tuple[Doubt, ...] = ()
    offers: Mapping[str, str] = field(default_factory=dict)
    everywhere_percent: int = 0

    @property
    def meant(self) -> int:
        """Whom it may go to, with those of them who are left alone."""
        if self.reach is None:
            return 0
        return self.reach.consenting if self.document.category == "marketing" else self.reach.reachable

    @property
    def alone_percent(self) -> Decimal:
        """How much of them the control groups take, this campaign's and that of all; the two are drawn apart."""
        return 100 - Decimal(100 - self.document.control_percent) * (100 - self.everywhere_percent) / 100

    @property
    def gets(self) -> int:
        return round(self.meant * (100 - self.alone_percent) / 100)


def ask_message(texts: Texts, *, wrong: str = "") -> Screen:
    """The first step. wrong: a sentence about what was just sent."""
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("✍️", texts.gettext("A new broadcast")),
        texts.gettext(
            "Send me the message as members shall see it: words with formatting, a photo, a video or a document with "
            "words under it."
        ),
        lines(
            texts.gettext(
                "Each member can be named: <code>{name|friend}</code> becomes Anna, or “friend” where no name is known."
            ),
            texts.gettext("All that can be filled in is listed under the message later."),
        ),
        texts.gettext("I keep what you send as a draft at once; nothing goes to anybody before you start it."),
    )
    return Screen(html, (back(texts, routes.MARKETER),))


def one_file(texts: Texts) -> Screen:
    """More of an album came, after the file that is kept already."""
    words = texts.gettext("🖼 A broadcast has one file: of the album I have kept the one with the words under it.")
    return Screen(words, (back(texts, routes.MARKETER),))


def draft(texts: Texts, facts: DraftFacts) -> Screen:
    """Everything at a glance. Blocking doubts leave no way to start."""
    document, number = facts.document, facts.number
    blocked = any(doubt.blocks for doubt in facts.doubts)
    html = blocks(
        lines(
            heading("📝", texts.gettext("Draft %(number)s", number=number)),
            texts.gettext("<b>%(title)s</b>", title=texts.person(campaign_words.title(document))),
        ),
        lines(*campaign_words.summary(texts, document, facts.offers)),
        lines(campaign_words.audience(texts, document, facts.named), reach(texts, facts.reach) if facts.reach else ""),
        lines(*measured(texts, document)),
        campaign_doubts.told(texts, document, facts.doubts),
    )
    start = Button.action(texts.gettext("🚀 Start"), action(routes.CAMPAIGN_GO, number), style="success")
    rows = (
        (
            Button.action(texts.gettext("✏️ Message"), action(routes.CAMPAIGN_WORDS, number)),
            Button.action(texts.gettext("👥 Who gets it"), action(routes.CAMPAIGN_WHO, number)),
        ),
        (
            Button.action(texts.gettext("🅰️ Variants"), action(routes.CAMPAIGN_SHARES, number)),
            Button.action(texts.gettext("⚙️ Measuring, time"), action(routes.CAMPAIGN_MORE, number)),
        ),
        (
            Button.action(texts.gettext("👁 Preview"), action(routes.CAMPAIGN_PREVIEW, number)),
            Button.action(texts.gettext("📨 Test"), action(routes.CAMPAIGN_TEST, number)),
        ),
        *(() if blocked else ((start,),)),
        (
            Button.action(texts.gettext("🗑 Delete"), action(routes.CAMPAIGN_DELETE, number)),
            *back(texts, routes.CAMPAIGNS),
        ),
    )
    return Screen(html, rows)


def reach(texts: Texts, known: Reach) -> str:
    return lines(
        texts.ngettext("%(n)s member in all", "%(n)s members in all", known.members),
        texts.gettext(
            "of them %(reachable)s can be written to, <b>%(consenting)s</b> agreed to offers",
            reachable=known.reachable,
            consenting=known.consenting,
        ),
    )


def measured(texts: Texts, document: Campaign) -> list[str]:
    """How it is compared, when it comes, and what the law wants said."""
    control = texts.percent(document.control_percent)
    return [
        texts.gettext("⚖️ Control group, which gets nothing: %(share)s", share=control)
        if document.control_percent
        else texts.gettext("⚖️ No control group: what it sold will not be known for sure"),
        texts.ngettext(
            "📈 Purchases of %(n)s day count", "📈 Purchases of %(n)s days count", document.attribution_days
        ),
        texts.gettext("🕙 At %(time)s by each member's own clock", time=texts.hour(document.at)) if document.at else "",
        texts.gettext("🏷 erid: <code>%(erid)s</code>", erid=document.erid) if document.erid else "",
        texts.gettext("🏷 Advertiser: %(name)s", name=document.advertiser) if document.advertiser else "",
    ]


# ------------------------------------------------------------------ before the start


def confirm(texts: Texts, facts: DraftFacts) -> Screen:
    """Once more, with the number of people."""
    document, number = facts.document, facts.number
    html = blocks(
        heading("🚀", texts.gettext("Start now?")),
        texts.gettext("<b>%(title)s</b>", title=texts.person(campaign_words.title(document))),
        lines(
            texts.ngettext(
                "It is for <b>%(n)s person</b> who can be written to and agreed to offers.",
                "It is for <b>%(n)s people</b> who can be written to and agreed to offers.",
                facts.meant,
            ),
            _alone(texts, facts),
        ),
        texts.gettext("🕙 At %(time)s by each member's own clock", time=texts.hour(document.at)) if document.at else "",
        texts.gettext("Members' quiet hours are kept. You can pause it or stop it at any moment."),
        campaign_doubts.told(texts, document, facts.doubts),
    )
    rows = (
        (Button.action(texts.gettext("🚀 Yes, start now"), action(routes.CAMPAIGN_START, number), style="success"),),
        (Button.action(texts.gettext("⏰ At a time"), action(routes.CAMPAIGN_LATER, number)),),
        back(texts, action(routes.CAMPAIGN, number)),
    )
    return Screen(html, rows)


def _alone(texts: Texts, facts: DraftFacts) -> str:
    """How many of them get nothing, so that there is somebody to compare with, and who is left."""
    if not facts.alone_percent:
        return ""
    return texts.ngettext(
        "Control groups get nothing: about %(share)s of them. About <b>%(n)s person</b> gets it.",
        "Control groups get nothing: about %(share)s of them. About <b>%(n)s people</b> get it.",
        facts.gets,
        share=texts.percent(facts.alone_percent),
    )


def ask_when(texts: Texts, number: int, zone: str, *, wrong: str = "") -> Screen:
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("⏰", texts.gettext("When shall it start?")),
        texts.gettext(
            "Type it by the shop's clock (%(city)s): <code>27.11 10:00</code> or <code>tomorrow 10:00</code>",
            city=texts.city(zone),
        ),
    )
    return Screen(html, (back(texts, action(routes.CAMPAIGN_LEAVE, number, "go")),))


def confirm_when(texts: Texts, facts: DraftFacts, at: datetime, days: int, zone: str) -> Screen:
    """Say the time back in words. days: from today."""
    html = blocks(
        heading("⏰", texts.gettext("Start at this time?")),
        lines(
            texts.gettext(
                "<b>%(at)s</b> (%(days)s), by the clock of %(city)s",
                at=texts.instant(at),
                days=texts.in_days(days),
                city=texts.city(zone),
            ),
            texts.gettext("<b>%(title)s</b>", title=texts.person(campaign_words.title(facts.document))),
        ),
        lines(
            texts.ngettext(
                "As things are now, it is for <b>%(n)s person</b>; who belongs to it is looked up when it starts.",
                "As things are now, it is for <b>%(n)s people</b>; who belongs to it is looked up when it starts.",
                facts.meant,
            ),
            _alone(texts, facts),
        ),
    )
    yes = Button.action(
        texts.gettext("⏰ Yes, schedule it"),
        action(routes.CAMPAIGN_LATER, facts.number, int(at.timestamp())),
        "success",
    )
    return Screen(html, ((yes,), back(texts, action(routes.CAMPAIGN_LATER, facts.number))))


def confirm_delete(texts: Texts, number: int, name: str) -> Screen:
    html = blocks(
        heading("🗑", texts.gettext("Delete this draft?")),
        texts.gettext("<b>%(title)s</b>", title=texts.person(name)),
    )
    yes = Button.action(texts.gettext("🗑 Yes, delete it"), action(routes.CAMPAIGN_DELETE, number, "yes"), "danger")
    return Screen(html, ((yes,), back(texts, action(routes.CAMPAIGN, number))))


def deleted(texts: Texts) -> Screen:
    rows: tuple[Row, ...] = (back(texts, routes.CAMPAIGNS), home(texts))
    return Screen(texts.gettext("🗑 The draft is deleted."), rows)


# ------------------------------------------------------------------ a test


def test(texts: Texts, number: int, colleagues: Sequence[tuple[str, str]], own: str) -> Screen:
    """Who may get it for a look. colleagues: (id, name) of marketers and owners. own: the id of who asks."""
    me = Button.action(texts.gettext("📨 Only me"), action(routes.CAMPAIGN_TEST, number, own), style="primary")
    others = [one for one in colleagues if one[0] != own][:COLLEAGUES_MAX]
    everyone = Button.action(texts.gettext("👥 All of us"), action(routes.CAMPAIGN_TEST, number, "all"))
    named = tuple(
        Button.action(str(at), action(routes.CAMPAIGN_TEST, number, staff_id))
        for at, (staff_id, _) in enumerate(others, 1)
    )
    html = blocks(
        heading("📨", texts.gettext("A test")),
        texts.gettext("Each variant comes once, filled in with the data of who gets it. Members get nothing."),
        texts.gettext("Who shall look at it?"),
        lines(
            *(
                texts.gettext("%(number)s. %(name)s", number=at, name=texts.person(name))
                for at, (_, name) in enumerate(others, 1)
            )
        ),
    )
    rows: tuple[Row, ...] = (
        (me, everyone) if others else (me,),
        *((named,) if named else ()),
        back(texts, action(routes.CAMPAIGN, number)),
    )
    return Screen(html, rows)


def tested(texts: Texts, number: int, sent: int) -> Screen:
    html = (
        texts.ngettext("📨 %(n)s test message is on its way.", "📨 %(n)s test messages are on their way.", sent)
        if sent
        else texts.gettext("📨 Nobody of them has opened this chat yet, so nothing was sent.")
    )
    return Screen(html, (back(texts, action(routes.CAMPAIGN, number)),))
