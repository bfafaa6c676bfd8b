"""What a promo code and a gift card do to a sale, as the cashier sees it."""

from __future__ import annotations

from rules.till import Codes
from screens import promo
from screens.layout import lines
from screens.texts import Texts


def used(texts: Texts, codes: Codes) -> str:
    """What the customer's code hands over, and what a gift card pays; nothing where there is neither."""
    card = texts.gettext(
        "🎁 Gift card •••• %(last4)s: −%(sum)s", last4=codes.card_last4, sum=texts.money(codes.card_minor)
    )
    return lines(_given(texts, codes), card if codes.card_minor else "")


def _given(texts: Texts, codes: Codes) -> str:
    if codes.hands_over:
        gift = promo.gift(texts, codes.promo)
        return texts.gettext("🎁 Hand over: <b>%(gift)s</b>", gift=gift)
    if not codes.promo or codes.takes_off:
        return ""  # nothing, or said beside what is taken off
    return texts.gettext("🏷 %(title)s", title=promo.title(texts, codes.promo))
