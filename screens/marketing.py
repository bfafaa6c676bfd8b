"""The marketer's menu: where every work of marketing begins."""

from __future__ import annotations

from rules.campaign import State
from screens import routes
from screens.layout import blocks, heading, home, lines
from screens.screen import Button, Screen
from screens.texts import Texts


def show(texts: Texts, states: tuple[State, ...] = ()) -> Screen:
    """states: of the latest campaigns that do not go by themselves."""
    running = sum(state == "running" for state in states)
    paused = sum(state == "paused" for state in states)
    html = blocks(
        heading("📣", texts.gettext("Marketing")),
        lines(
            texts.ngettext("🚀 %(n)s campaign is under way", "🚀 %(n)s campaigns are under way", running)
            if running
            else "",
            texts.ngettext("⏸ %(n)s campaign is paused", "⏸ %(n)s campaigns are paused", paused) if paused else "",
        ),
        texts.gettext("A broadcast takes a few minutes: send me the message, say who gets it, look at it, start."),
    )
    rows = (
        (Button.action(texts.gettext("✍️ New broadcast"), routes.CAMPAIGN_NEW, style="primary"),),
        (
            Button.action(texts.gettext("📋 Campaigns"), routes.CAMPAIGNS),
            Button.action(texts.gettext("👥 Segments"), routes.SEGMENTS),
        ),
        (
            Button.action(texts.gettext("📊 In figures"), routes.FIGURES),
            Button.action(texts.gettext("🤝 Who invites"), routes.REFERRERS),
        ),
        home(texts),
    )
    return Screen(html, rows)
