"""How the whole programme does, on one screen: who comes back, what they spend, and what becomes of the points."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from rules.figures import PERIODS, Figures
from rules.rfm import Scores
from screens import cells, routes
from screens.layout import back, blocks, heading, lines
from screens.routes import action
from screens.screen import Button, Grid, Screen
from screens.texts import Texts


def show(texts: Texts, found: Figures) -> Screen:
    html = blocks(
        lines(
            heading("📊", texts.gettext("The programme in figures")),
            texts.ngettext(
                "<i>The last %(n)s day, up to %(day)s</i>",
                "<i>The last %(n)s days, up to %(day)s</i>",
                found.days,
                day=texts.day(found.day),
            ),
        ),
        _sales(texts, found),
        _members(texts, found),
        _points(texts, found),
        _said(texts, found),
        _cells(texts, found),
    )
    others = tuple(
        Button.action(texts.plain.ngettext("%(n)s day", "%(n)s days", days), action(routes.FIGURES, days))
        for days in PERIODS
        if days != found.days
    )
    return Screen(html, (others, back(texts, routes.MARKETER)), _grid(texts, found))


def _sales(texts: Texts, found: Figures) -> str:
    if not found.purchases:
        return texts.gettext("🛍 Nobody bought.")
    return lines(
        texts.ngettext(
            "🛍 <b>%(n)s purchase</b>, %(sum)s",
            "🛍 <b>%(n)s purchases</b>, %(sum)s",
            found.purchases,
            sum=texts.money(found.revenue_minor),
        ),
        texts.gettext("Average cheque: <b>%(sum)s</b>", sum=texts.money(found.average_cheque_minor or 0)),
        texts.gettext("Purchases of each buyer: <b>%(count)s</b>", count=texts.number(_rounded(found.frequency or 0))),
    )


def _members(texts: Texts, found: Figures) -> str:
    return lines(
        texts.ngettext(
            "🔁 Of %(n)s buyer of the time before, <b>%(share)s</b> came back",
            "🔁 Of %(n)s buyers of the time before, <b>%(share)s</b> came back",
            found.buyers_before,
            share=_percent(texts, found.retention),
        )
        if found.buyers_before
        else "",
        texts.gettext("Bought more than once: <b>%(share)s</b>", share=_percent(texts, found.repeat))
        if found.ever
        else "",
        texts.gettext("A buyer has spent so far: <b>%(sum)s</b>", sum=texts.money(found.lifetime_minor or 0))
        if found.ever
        else "",
    )


def _points(texts: Texts, found: Figures) -> str:
    return lines(
        texts.gettext(
            "✨ Points given: <b>%(issued)s</b>; spent %(spent)s, burned %(burned)s of them",
            issued=texts.number(found.issued),
            spent=_percent(texts, found.redemption),
            burned=_percent(texts, found.breakage),
        )
        if found.issued
        else "",
        texts.gettext(
            "🏦 Still to be honoured: <b>%(points)s</b> = %(sum)s",
            points=texts.points(found.liability_points),
            sum=texts.money(found.liability_minor),
        ),
    )


def _said(texts: Texts, found: Figures) -> str:
    marks = found.marks
    return lines(
        texts.ngettext(
            "⭐ Mark: <b>%(mark)s</b> by %(n)s member",
            "⭐ Mark: <b>%(mark)s</b> by %(n)s members",
            marks.rated,
            mark=texts.number(marks.average),
        )
        if marks.average is not None
        else "",
        texts.ngettext(
            "💚 NPS: <b>%(nps)s</b> by %(n)s member",
            "💚 NPS: <b>%(nps)s</b> by %(n)s members",
            marks.recommended,
            nps=marks.nps,
        )
        if marks.nps is not None
        else "",
    )


def _cells(texts: Texts, found: Figures) -> str:
    """The named groups of cells, the largest first."""
    counts: Counter[str] = Counter()
    for at, count in enumerate(found.cells):
        counts[Scores(at // 9 + 1, at // 3 % 3 + 1, at % 3 + 1).cell] += count
    named = (
        texts.gettext("%(cell)s: %(count)s", cell=cells.cell(texts, code), count=count)
        for code, count in counts.most_common()
        if count
    )
    return lines(*named)


def _grid(texts: Texts, found: Figures) -> Grid | None:
    if not any(found.cells):
        return None
    plain = texts.plain
    axes = (plain.gettext("recency"), plain.gettext("frequency"), plain.gettext("money"))
    return Grid(plain.gettext("Members by cell"), found.cells, texts.brand.accent, axes)


def _percent(texts: Texts, share: float | None) -> str:
    return "—" if share is None else texts.percent(Decimal(f"{share * 100:.1f}"))


def _rounded(value: float) -> Decimal:
    return Decimal(f"{value:.1f}")
