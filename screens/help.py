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
        lines(*_ways(texts, share_percent)),
        lines(_commands(texts), "/settings /privacy /mydata /forget"),
        contact_line(texts, contact),
    )
    invite = (Button.action(texts.gettext("🤝 Invite"), INVITE),) if "invite" in texts.parts else ()
    rows = (
        (Button.action(texts.gettext("💳 My card"), CARD, style="primary"), *invite),
        (Button.action(texts.gettext("🔐 My data"), PRIVACY), *home(texts)),
    )
    return Screen(html, rows)


def _ways(texts: Texts, share_percent: int) -> list[str]:
    """What this programme is about, and nothing that it does not have."""
    scores = texts.gettext("💳 <b>Buy.</b> Show the card at the till, and a part of the purchase comes back.")
    plain = texts.gettext("💳 <b>Buy.</b> Show the card at the till, and you get everything you are due.")
    known = (
        ("points", _pay(texts, share_percent)),
        ("offers", texts.gettext("🎁 <b>Look in.</b> Offers made for you, each with its terms and its last day.")),
        ("stamps", texts.gettext("🎟 <b>Collect.</b> A full stamp card is a gift; the cashier sees it too.")),
        ("tiers", texts.gettext("🏅 <b>Grow.</b> The more you buy, the more your tier gives.")),
        ("subscription", texts.gettext("⭐ <b>Subscribe.</b> More of everything for as long as it is paid.")),
        ("promos", texts.gettext("🏷 <b>Type a code.</b> Send a promo code here or tell it to the cashier.")),
        ("gift_cards", texts.gettext("🎁 <b>Gift cards.</b> Send the code here, and the money is kept for you.")),
        ("partners", texts.gettext("🏬 <b>Everywhere.</b> One balance in the shops of all partners.")),
        ("games", texts.gettext("🎮 <b>Play.</b> Badges, challenges and draws, for what you do here anyway.")),
        ("invite", texts.gettext("🤝 <b>Invite.</b> A friend's first purchase rewards you both.")),
        ("points", texts.gettext("🔥 <b>In time.</b> What you earn has a last day; we remind you before it.")),
    )
    return [scores if "points" in texts.parts else plain, *(words for part, words in known if part in texts.parts)]


def _commands(texts: Texts) -> str:
    known = (
        ("points", "/balance"),
        ("tiers", "/tier"),
        ("points", "/history"),
        ("offers", "/offers"),
        ("stamps", "/stamps"),
        ("privileges", "/privileges"),
        ("subscription", "/subscription"),
        ("promos", "/promo"),
        ("gift_cards", "/gift_cards"),
        ("partners", "/partners"),
        ("games", "/games"),
        ("invite", "/invite"),
    )
    return " ".join(("/card", *(command for part, command in known if part in texts.parts)))


def _pay(texts: Texts, share_percent: int) -> str:
    if share_percent <= 0:
        return texts.gettext("💰 <b>Pay.</b> Your balance pays for the next purchases.")
    return texts.gettext(
        "💰 <b>Pay.</b> Your balance pays up to %(share)s of a purchase.", share=texts.percent(share_percent)
    )
