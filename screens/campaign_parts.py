"""What else a broadcast has: who gets it, buttons, an offer, how it is measured and when it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from rules.campaign import BUTTONS_MAX, AdButton, Campaign, Opens, Variant
from rules.campaign_edit import CONTROLS, DAYS
from screens import campaign_words, routes
from screens.campaign_draft import Reach, measured, reach
from screens.layout import Row, back, blocks, heading, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts

SEGMENTS_A_PAGE = 5
OFFERS_SHOWN = 6
OPENS: tuple[Opens, ...] = ("card", "balance", "offers", "invite", "tier", "menu")


# ------------------------------------------------------------------ who gets it


@dataclass(frozen=True, slots=True)
class Choice:
    """A segment to pick. reach: None where its expression will not do any more."""

    name: str
    expression: str
    reach: Reach | None


def mark_of(expression: str) -> str:
    """What a button names an expression by: it says the same after a restart, and a changed one is not taken."""
    return f"{crc32(expression.encode()):08x}"


def audience(
    texts: Texts,
    number: int,
    document: Campaign,
    now: Reach | None,
    choices: Sequence[Choice],
    page: int,
    pages: int,
    *,
    named: str = "",
) -> Screen:
    """The segments there are, with their counts as they are now. named: what the present one is called."""
    html = blocks(
        heading("👥", texts.gettext("Who gets it")),
        lines(campaign_words.audience(texts, document, named), reach(texts, now) if now else ""),
        lines(
            texts.gettext("Members / can be written to / agreed to offers:") if choices else "",
            *(_choice(texts, at, one) for at, one in enumerate(choices, 1)),
        ),
    )
    pick = tuple(
        Button.action(str(at), action(routes.CAMPAIGN_PICK, number, mark_of(one.expression)))
        for at, one in enumerate(choices, 1)
    )
    rows: tuple[Row, ...] = (
        *((pick,) if pick else ()),
        *_turns(number, page, pages),
        (
            Button.action(texts.gettext("⌨️ Expression"), action(routes.CAMPAIGN_ASK, number)),
            *(
                (Button.action(texts.gettext("👥 Everybody"), action(routes.CAMPAIGN_PICK, number, "all")),)
                if document.audience
                else ()
            ),
        ),
        (Button.action(texts.gettext("Further ›"), action(routes.CAMPAIGN, number), style="primary"),),
    )
    return Screen(html, rows)


def _turns(number: int, page: int, pages: int) -> tuple[Row, ...]:
    if pages <= 1:
        return ()
    earlier = Button.action("‹", action(routes.CAMPAIGN_WHO, number, page - 1))
    later = Button.action("›", action(routes.CAMPAIGN_WHO, number, page + 1))
    return ((*((earlier,) if page > 0 else ()), *((later,) if page + 1 < pages else ())),)


def _choice(texts: Texts, at: int, one: Choice) -> str:
    if one.reach is None:
        return texts.gettext("%(number)s. %(name)s: it will not do any more", number=at, name=one.name)
    return texts.gettext(
        "%(number)s. %(name)s: <b>%(members)s</b> / %(reachable)s / %(consenting)s",
        number=at,
        name=one.name,
        members=one.reach.members,
        reachable=one.reach.reachable,
        consenting=one.reach.consenting,
    )


def ask_expression(texts: Texts, number: int, *, wrong: str = "", typed: str = "") -> Screen:
    """wrong: html about what was typed."""
    html = blocks(
        lines(f"🤔 {wrong}", texts.gettext("You typed: <code>%(words)s</code>", words=typed)) if wrong else "",
        heading("⌨️", texts.gettext("Who gets it")),
        texts.gettext("Type who it is for, like this:"),
        lines(
            "<code>recency_days &gt; 60 and frequency &gt;= 3</code>",
            '<code>favourite_category = "coffee" and reachable</code>',
            '<code>tag = "vip" or tier = "gold"</code>',
        ),
    )
    return Screen(html, (back(texts, action(routes.CAMPAIGN_LEAVE, number, "who")),))


# ------------------------------------------------------------------ buttons


def opens_label(texts: Texts, opens: Opens) -> str:
    """What a button that opens one of our screens says, where the marketer does not say it otherwise."""
    return {
        "card": texts.gettext("💳 My card"),
        "balance": texts.gettext("💰 My balance"),
        "tier": texts.gettext("🏅 My tier"),
        "history": texts.gettext("📜 My history"),
        "invite": texts.gettext("🤝 Invite a friend"),
        "offers": texts.gettext("🎁 My offers"),
        "stamps": texts.gettext("🎟 My stamps"),
        "promo": texts.gettext("🏷 Promo code"),
        "subscription": texts.gettext("⭐ Subscription"),
        "menu": texts.gettext("🏠 Menu"),
    }[opens]


def buttons(texts: Texts, number: int, variant: Variant, known: Sequence[Opens], *, wrong: str = "") -> Screen:
    """The message's buttons; a link is typed, a screen of ours is tapped. known: what this programme can open."""
    has = variant.message.buttons
    several = len(variant.message.text) > 1
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("🔘", texts.gettext("Buttons under the message")),
        lines(*(_button(texts, at, one) for at, one in enumerate(has, 1)))
        if has
        else texts.gettext("There are none yet."),
        lines(
            texts.gettext("A link: type its words and its address, like this:"),
            texts.gettext("<code>Our menu https://example.com</code>"),
            texts.gettext("In two languages: <code>Меню | en: Menu https://example.com</code>") if several else "",
        )
        if len(has) < BUTTONS_MAX
        else texts.ngettext("There is room for %(n)s button.", "There is room for %(n)s buttons.", BUTTONS_MAX),
        texts.gettext("Or tap what a button shall open:") if len(has) < BUTTONS_MAX and known else "",
    )
    taken = {one.opens for one in has}
    free = [one for one in OPENS if one in known and one not in taken][: 8 - len(has)]
    add = [
        Button.action(
            texts.plain.gettext("➕ %(label)s", label=opens_label(texts.plain, one))[:20],
            action(routes.CAMPAIGN_OPENS, number, variant.name, one),
        )
        for one in free
    ]
    drop = tuple(
        Button.action(f"🗑 {at}", action(routes.CAMPAIGN_UNBUTTON, number, variant.name, at - 1))
        for at in range(1, len(has) + 1)
    )
    rows: tuple[Row, ...] = (
        *((drop,) if drop else ()),
        *(tuple(add[at : at + 2]) for at in range(0, len(add), 2) if len(has) < BUTTONS_MAX),
        back(texts, action(routes.CAMPAIGN_WORDS, number, variant.name)),
    )
    return Screen(html, rows)


def _button(texts: Texts, at: int, one: AdButton) -> str:
    label = " | ".join(texts.plain.safe(words) for words in one.label.values())
    if one.url is not None:
        return texts.gettext("%(number)s. <b>%(label)s</b> → <code>%(url)s</code>", number=at, label=label, url=one.url)
    return texts.gettext("%(number)s. <b>%(label)s</b>", number=at, label=label)


# ------------------------------------------------------------------ an offer


def offers(texts: Texts, number: int, variant: Variant, known: Sequence[tuple[str, str, str]]) -> Screen:
    """known: (name, title, what it is about) of the programme's offers."""
    head = heading("🎁", texts.gettext("An offer with the message"))
    leave = back(texts, action(routes.CAMPAIGN_WORDS, number, variant.name))
    if not known:
        words = texts.gettext("The programme has no offers yet; the owner writes them into the programme file.")
        return Screen(blocks(head, words), (leave,))
    shown = known[:OFFERS_SHOWN]
    html = blocks(
        head,
        texts.gettext("Whoever gets the message gets the offer too, and can use it till its term ends."),
        *(
            lines(_offer(texts, at, one, variant.offer == one[0]), texts.safe(one[2]))
            for at, one in enumerate(shown, 1)
        ),
    )
    pick = tuple(
        Button.action(str(at), action(routes.CAMPAIGN_OFFER, number, variant.name, one[0]))
        for at, one in enumerate(shown, 1)
    )
    none = Button.action(texts.gettext("✖️ No offer"), action(routes.CAMPAIGN_OFFER, number, variant.name, "-"))
    rows: tuple[Row, ...] = (
        pick[:5],
        *((pick[5:],) if pick[5:] else ()),
        *(((none,),) if variant.offer else ()),
        leave,
    )
    return Screen(html, rows)


def _offer(texts: Texts, at: int, one: tuple[str, str, str], taken: bool) -> str:
    if taken:
        return texts.gettext("✅ %(number)s. <b>%(title)s</b>", number=at, title=one[1])
    return texts.gettext("%(number)s. <b>%(title)s</b>", number=at, title=one[1])


# ------------------------------------------------------------------ how it is measured, and when it comes


def more(texts: Texts, number: int, document: Campaign) -> Screen:
    html = blocks(
        heading("⚙️", texts.gettext("Measuring and time")),
        lines(*measured(texts, document)),
        texts.gettext(
            "The control group is a part of the audience, drawn by chance, that gets nothing. Only against it can be "
            "said what the message sold and what would have been bought anyway."
        ),
    )
    controls = tuple(
        Button.action(
            f"{'✅ ' if document.control_percent == percent else ''}{texts.plain.percent(percent)}",
            action(routes.CAMPAIGN_CONTROL, number, percent),
        )
        for percent in CONTROLS
    )
    rows: tuple[Row, ...] = (
        controls,
        (
            Button.action(texts.gettext("📈 Days that count"), action(routes.CAMPAIGN_DAYS, number)),
            Button.action(texts.gettext("🕙 Member's time"), action(routes.CAMPAIGN_CLOCK, number)),
        ),
        (
            Button.action(texts.gettext("🏷 Advertising mark"), action(routes.CAMPAIGN_MARK, number)),
            Button.action(texts.gettext("✏️ Its name"), action(routes.CAMPAIGN_TITLE, number)),
        ),
        back(texts, action(routes.CAMPAIGN, number)),
    )
    return Screen(html, rows)


def ask_days(texts: Texts, number: int, document: Campaign, *, wrong: str = "") -> Screen:
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("📈", texts.gettext("Days that count")),
        texts.ngettext(
            "Purchases within %(n)s day of the message are compared with the control group's. Pick, or type a number.",
            "Purchases within %(n)s days of the message are compared with the control group's. Pick, or type a number.",
            document.attribution_days,
        ),
    )
    picks = tuple(Button.action(texts.plain.number(days), action(routes.CAMPAIGN_DAYS, number, days)) for days in DAYS)
    return Screen(html, (picks, _leave(texts, number)))


def ask_clock(texts: Texts, number: int, document: Campaign, *, wrong: str = "") -> Screen:
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("🕙", texts.gettext("At the member's own time")),
        texts.gettext("Now: at %(time)s by each member's own clock.", time=texts.hour(document.at))
        if document.at
        else texts.gettext("Now: at once, when the campaign starts."),
        texts.gettext(
            "Type a time of day, like this: <code>10:00</code>. Each gets the message when it is that time at home."
        ),
    )
    off = Button.action(texts.gettext("✖️ At once"), action(routes.CAMPAIGN_CLOCK, number, "off"))
    return Screen(html, (*(((off,),) if document.at else ()), _leave(texts, number)))


def ask_mark(texts: Texts, number: int, document: Campaign, *, wrong: str = "") -> Screen:
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("🏷", texts.gettext("Advertising mark")),
        texts.gettext("Where the law wants advertising marked, type the erid, and after it the advertiser, like this:"),
        "<code>2VfnxxyZ1Ab OOO Romashka</code>" if texts.language != "ru" else "<code>2VfnxxyZ1Ab ООО «Ромашка»</code>",
        lines(
            texts.gettext("🏷 erid: <code>%(erid)s</code>", erid=document.erid) if document.erid else "",
            texts.gettext("🏷 Advertiser: %(name)s", name=document.advertiser) if document.advertiser else "",
        ),
    )
    off = Button.action(texts.gettext("✖️ Without a mark"), action(routes.CAMPAIGN_MARK, number, "off"))
    marked = bool(document.erid or document.advertiser)
    return Screen(html, (*(((off,),) if marked else ()), _leave(texts, number)))


def ask_title(texts: Texts, number: int, document: Campaign, *, wrong: str = "") -> Screen:
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("✏️", texts.gettext("How shall we call it?")),
        texts.gettext("Now: <b>%(title)s</b>", title=texts.person(campaign_words.title(document))),
        texts.gettext("Type a name. Only you and your colleagues see it."),
    )
    return Screen(html, (_leave(texts, number),))


def _leave(texts: Texts, number: int) -> Row:
    return back(texts, action(routes.CAMPAIGN_MORE, number))
