"""What the owner is told: yesterday in figures every morning, and a clock that jumped."""

from __future__ import annotations

from rules.digest import Digest
from rules.notice import ClockJumped
from screens.layout import blocks, heading, home, lines
from screens.routes import CLOCK, action
from screens.screen import Button, Screen
from screens.texts import Texts


def digest(texts: Texts, facts: Digest) -> Screen:
    html = blocks(
        heading("📊", texts.gettext("%(day)s in figures", day=texts.day(facts.day))),
        lines(
            texts.gettext("👥 New members: <b>%(new)s</b>, in all %(all)s", new=facts.new_members, all=facts.members),
            texts.gettext(
                "🛍 Purchases: <b>%(count)s</b>, %(sum)s", count=facts.purchases, sum=texts.money(facts.turnover_minor)
            ),
        ),
        lines(
            texts.gettext("➕ Given: <b>%(points)s</b>", points=texts.points(facts.issued)),
            texts.gettext("➖ Spent: <b>%(points)s</b>", points=texts.points(facts.spent)),
            texts.gettext("🔥 Burned: <b>%(points)s</b>", points=texts.points(facts.burned)),
            texts.gettext("↩️ Taken back by returns: <b>%(points)s</b>", points=texts.points(facts.clawed))
            if facts.clawed
            else "",
        ),
        texts.gettext(
            "🏦 Still to be honoured: <b>%(points)s</b> = %(sum)s",
            points=texts.points(facts.liability_points),
            sum=texts.money(facts.liability_minor),
        ),
        texts.gettext("✉️ Messages not delivered: %(count)s", count=facts.undelivered) if facts.undelivered else "",
    )
    return Screen(html, (home(texts),))


def clock_jumped(texts: Texts, notice: ClockJumped) -> Screen:
    """Nothing burns until the owner says that the clock is right."""
    hours = max(1, round(abs(notice.minutes) / 60))
    html = blocks(
        heading("⏱", texts.gettext("The clock of the server jumped")),
        texts.ngettext("By about %(n)s hour at once.", "By about %(n)s hours at once.", hours),
        texts.gettext("Until you say that it is right, nothing burns and no warnings go out. Sales go on as usual."),
    )
    right = Button.action(texts.gettext("✅ The clock is right"), action(CLOCK, "right"), style="success")
    return Screen(html, ((right,),))


def clock_right(texts: Texts) -> Screen:
    return Screen(texts.gettext("✅ Thank you, everything goes on by the clock again."), (home(texts),))
