"""The owner's morning digest: yesterday in figures."""

from __future__ import annotations

from rules.digest import Digest
from screens.layout import blocks, heading, home, lines
from screens.screen import Screen
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
