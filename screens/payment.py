"""The till's question in the member's own chat: pay a part of the cheque from the balance?"""

from __future__ import annotations

from rules.till import PaymentRequest
from screens.layout import blocks, heading, home, lines
from screens.routes import ANSWER, BALANCE, action
from screens.screen import Button, Screen
from screens.texts import Texts


def ask(texts: Texts, request: PaymentRequest) -> Screen:
    html = blocks(
        heading("💳", texts.gettext("Pay a part from your balance?")),
        lines(
            texts.gettext("📍 %(place)s", place=request.place) if request.place else "",
            texts.gettext("🧾 Cheque: <b>%(sum)s</b>", sum=texts.money(request.cheque_minor)),
            texts.gettext(
                "➖ From the balance: <b>%(points)s</b> = %(sum)s",
                points=texts.points(request.points),
                sum=texts.money(request.points_minor),
            ),
            texts.gettext("💵 Left to pay: <b>%(sum)s</b>", sum=texts.money(request.due_minor)),
            texts.gettext("✨ You will earn: %(points)s", points=texts.points(request.earns)),
        ),
        texts.gettext(
            "Not your purchase? Press No. The question lasts until %(time)s.", time=texts.clock(request.expires_at)
        ),
    )
    yes = Button.action(texts.gettext("✅ Yes, pay"), action(ANSWER, request.request_id, "yes"), style="success")
    return Screen(html, ((yes, Button.action(texts.gettext("No"), action(ANSWER, request.request_id, "no"))),))


def agreed(texts: Texts, request: PaymentRequest) -> Screen:
    html = blocks(
        heading("✅", texts.gettext("Agreed")),
        lines(
            texts.gettext("➖ From the balance: %(points)s", points=texts.points(request.points)),
            texts.gettext("💵 Left to pay: <b>%(sum)s</b>", sum=texts.money(request.due_minor)),
        ),
        texts.gettext("The cashier sees your answer."),
    )
    return Screen(html)


def declined(texts: Texts, request: PaymentRequest) -> Screen:
    html = blocks(
        heading("👌", texts.gettext("Your balance stays as it is")),
        texts.gettext("To pay in money: <b>%(sum)s</b>", sum=texts.money(request.cheque_minor)),
    )
    return Screen(html)


def closed(texts: Texts) -> Screen:
    """Too late, withdrawn or answered already."""
    html = blocks(
        heading("⌛", texts.gettext("This question is closed")),
        texts.gettext(
            "Nothing was taken by this press. If you still want to pay from the balance, ask the cashier once more."
        ),
    )
    return Screen(html, ((Button.action(texts.gettext("💰 Balance"), BALANCE), *home(texts)),))
