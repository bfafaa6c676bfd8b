"""How it works, in a few lines, and a kind answer to words that mean nothing to us."""

from __future__ import annotations

from screens.layout import blocks, contact_line, heading, home, lines
from screens.routes import CARD, INVITE, PRIVACY
from screens.screen import Button, Screen
from screens.texts import Texts


def show(texts: Texts, contact: str = "", share_percent: int = 0) -> Screen:
    """share_percent: how much of a purchase the balance may pay, 0 to say nothing of it. contact: the shop's."""
    html = blocks(
        heading("❓", texts.gettext("How it works")),
        lines(
            texts.gettext("💳 <b>Buy.</b> Show the card at the till, and a part of the purchase comes back."),
            _pay(texts, share_percent),
            texts.gettext("🏅 <b>Grow.</b> The more you buy, the more comes back."),
            texts.gettext("🤝 <b>Invite.</b> A friend's first purchase rewards you both."),
            texts.gettext("🔥 <b>In time.</b> What you earn has a last day; we remind you before it."),
        ),
        lines("/card /balance /tier /history /invite", "/settings /privacy /mydata /forget"),
        contact_line(texts, contact),
    )
    rows = (
        (
            Button.action(texts.gettext("💳 My card"), CARD, style="primary"),
            Button.action(texts.gettext("🤝 Invite"), INVITE),
        ),
        (Button.action(texts.gettext("🔐 My data"), PRIVACY), *home(texts)),
    )
    return Screen(html, rows)


def _pay(texts: Texts, share_percent: int) -> str:
    if share_percent <= 0:
        return texts.gettext("💰 <b>Pay.</b> Your balance pays for the next purchases.")
    return texts.gettext(
        "💰 <b>Pay.</b> Your balance pays up to %(share)s of a purchase.", share=texts.percent(share_percent)
    )
