"""Segments in the marketer's chat: the saved and the ready-made ones with their counts, an expression, its mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.segment_ready import BY_CODE
from screens import cells, routes, segment_wrong
from screens.campaign_draft import Reach, reach
from screens.campaign_parts import mark_of
from screens.layout import Row, back, blocks, heading, lines, pages_line
from screens.routes import action
from screens.screen import Button, File, Screen
from screens.texts import Texts

A_PAGE = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """code: of a ready-made one, or empty. name: of a saved one, or empty; both are empty for what was just typed.

    by: how others name it: `segment "name"`, or its expression. reach: None where it will not do any more.
    """

    expression: str
    reach: Reach | None
    code: str = ""
    name: str = ""
    used_by: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        return mark_of(self.name or self.expression)


def title(texts: Texts, one: Shown) -> str:
    return ready_title(texts, one.code) if one.code else one.name


def ready_title(texts: Texts, code: str) -> str:
    """What people call a ready-made segment."""
    return {
        "champions": texts.gettext("Champions"),
        "loyal": texts.gettext("Loyal"),
        "often_before": texts.gettext("Often before, quiet now"),
        "at_risk": texts.gettext("May be lost"),
        "sleeping": texts.gettext("Sleeping"),
        "lost": texts.gettext("Lost"),
        "new": texts.gettext("Newcomers who bought"),
        "no_purchase": texts.gettext("Joined a week ago, bought nothing"),
        "birthday": texts.gettext("Birthday within 30 days"),
        "burning": texts.gettext("Points burn within 30 days"),
        "big_balance": texts.gettext("Points saved, quiet a month"),
        "friends": texts.gettext("Brought friends who bought"),
    }[code]


def listed(texts: Texts, shown: Sequence[Shown], page: int, pages: int) -> Screen:
    html = blocks(
        heading("👥", texts.gettext("Segments")),
        texts.gettext("Members / can be written to / agreed to offers:"),
        lines(*(_line(texts, at, one) for at, one in enumerate(shown, 1))),
        pages_line(texts, page, pages),
    )
    picks = tuple(Button.action(str(at), action(routes.SEGMENT, one.mark)) for at, one in enumerate(shown, 1))
    rows: tuple[Row, ...] = (
        *((picks,) if picks else ()),
        *_turns(page, pages),
        (Button.action(texts.gettext("⌨️ My expression"), routes.SEGMENT_ASK, style="primary"),),
        back(texts, routes.MARKETER),
    )
    return Screen(html, rows)


def _turns(page: int, pages: int) -> tuple[Row, ...]:
    if pages <= 1:
        return ()
    earlier = Button.action("‹", action(routes.SEGMENTS, page - 1))
    later = Button.action("›", action(routes.SEGMENTS, page + 1))
    return ((*((earlier,) if page > 0 else ()), *((later,) if page + 1 < pages else ())),)


def _line(texts: Texts, at: int, one: Shown) -> str:
    known = title(texts, one)
    if one.reach is None:
        return texts.gettext("%(number)s. %(name)s: it will not do any more", number=at, name=known)
    return texts.gettext(
        "%(number)s. %(name)s: <b>%(members)s</b> / %(reachable)s / %(consenting)s",
        number=at,
        name=known,
        members=one.reach.members,
        reachable=one.reach.reachable,
        consenting=one.reach.consenting,
    )


def show(texts: Texts, one: Shown, *, kept: bool = False) -> Screen:
    """A segment at a glance. kept: it was saved this moment."""
    named = title(texts, one)
    html = blocks(
        texts.gettext("✅ Saved.") if kept else "",
        heading("👥", texts.safe(named) if named else texts.gettext("Your expression")),
        f"<code>{texts.safe(one.expression)}</code>",
        reach(texts, one.reach) if one.reach else texts.gettext("It will not do any more: change it."),
        texts.gettext("Used by: %(names)s", names=", ".join(one.used_by)) if one.used_by else "",
        _advice(texts, one),
    )
    return Screen(html, _ways(texts, one))


def _advice(texts: Texts, one: Shown) -> str:
    """What these are worth doing for, of those that are cells."""
    cell = BY_CODE[one.code].cell if one.code else ""
    return f"💡 {cells.advice(texts, cell)}" if cell else ""


def _ways(texts: Texts, one: Shown) -> tuple[Row, ...]:
    table = Button.action(texts.gettext("📄 As a table"), action(routes.SEGMENT_TABLE, one.mark))
    anew = Button.action(texts.gettext("⌨️ My expression"), routes.SEGMENT_ASK)
    if one.name:
        drop = Button.action(texts.gettext("🗑 Delete"), action(routes.SEGMENT_DELETE, one.mark))
        first: tuple[Row, ...] = ((table,) if one.reach else (), (anew, drop))
    elif one.code:
        first = ((table,),)
    else:
        keep = Button.action(texts.gettext("💾 Save"), routes.SEGMENT_NAME, style="primary")
        first = ((keep,), (anew,))
    return (*(row for row in first if row), back(texts, routes.SEGMENTS))


def ask(texts: Texts, typed: str = "", wrong: Mapping[str, Any] | None = None) -> Screen:
    """wrong: the facts of the mistake in what was typed."""
    mistake = (
        lines(
            f"🤔 {segment_wrong.told(texts, wrong, with_place=False)}",
            segment_wrong.pointed(texts, typed, wrong),
        )
        if wrong
        else ""
    )
    html = blocks(
        mistake,
        heading("⌨️", texts.gettext("An expression")),
        texts.gettext("Type who it is, like this:"),
        lines(
            "<code>recency_days &gt; 60 and frequency &gt;= 3</code>",
            '<code>bought(category = "coffee", days = 30) &gt;= 2</code>',
            '<code>tag = "vip" or tier &gt;= "gold"</code>',
            "<code>f = 3 and r = 1 and not snoozed</code>",
        ),
        texts.gettext("A wrong field is no trouble: I say which one is near."),
    )
    return Screen(html, (back(texts, routes.SEGMENTS),))


def ask_name(texts: Texts, expression: str, wrong: str = "") -> Screen:
    """wrong: html about the name that was typed."""
    html = blocks(
        f"🤔 {wrong}" if wrong else "",
        heading("💾", texts.gettext("What is it called?")),
        f"<code>{texts.safe(expression)}</code>",
        texts.gettext("Type a short name. A segment that has this name already is replaced."),
    )
    return Screen(html, (back(texts, routes.SEGMENTS),))


def confirm_delete(texts: Texts, one: Shown) -> Screen:
    html = blocks(
        heading("🗑", texts.gettext("Delete the segment %(name)s?", name=one.name)),
        f"<code>{texts.safe(one.expression)}</code>",
    )
    yes = Button.action(texts.gettext("🗑 Delete"), action(routes.SEGMENT_DELETE, one.mark, "yes"), style="danger")
    return Screen(html, ((yes,), back(texts, action(routes.SEGMENT, one.mark))))


def deleted(texts: Texts) -> Screen:
    return Screen(texts.gettext("✅ The segment is deleted."), (back(texts, routes.SEGMENTS),))


def with_table(texts: Texts, one: Shown, file: File, rows: int, *, is_cut: bool) -> Screen:
    """The segment, with its members in a file. is_cut: there are more than the file has."""
    if is_cut:
        words = texts.gettext("📄 The first %(n)s members are in the file below.", n=rows)
    else:
        words = texts.ngettext("📄 %(n)s member is in the file below.", "📄 %(n)s members are in the file below.", rows)
    screen = show(texts, one)
    return replace(screen, html=blocks(screen.html, words), files=(file,))
