"""What could not be done, in one sentence with a way on; the one table from a refusal's code to its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from screens import campaign_wrong, routes
from screens.feedback import FEEDBACK_REFUSALS
from screens.layout import Row, blocks, home
from screens.offer import OFFER_REFUSALS
from screens.screen import Button, Screen
from screens.segment_wrong import SEGMENT_REFUSALS
from screens.stamp import STAMP_REFUSALS
from screens.subscription import REFUSALS
from screens.texts import Texts

Facts = Mapping[str, Any]

UNSPOKEN = frozenset(
    {
        "promo_batch_unknown",
        "promo_has_one_code",
        "promo_unknown",
        "draw_not_closed",
        "draw_not_open",
        "draw_not_over",
        "draw_unknown",
        "action_limit_reached",
        "action_unknown",
        "adjustment_invalid",
        "budget_spent",
        "cell_invalid",
        "external_id_taken",
        "import_differs",
        "import_under_way",
        "owner_invalid",
        "staff_namesakes",
        "idempotency_key_reused",
        "key_name_invalid",
        "key_name_taken",
        "key_terms_invalid",
        "scope_missing",
        "key_unknown",
        "members_same",
        "marketing_suppressed",
        "message_invalid",
        "no_program",
        "pilot_differs",
        "pilot_name_invalid",
        "pilot_too_short",
        "pilot_unknown",
        "pilot_unlimited",
        "pilots_meet",
        "pilots_too_many",
        "program_invalid",
        "purchase_time_invalid",
        "return_above_line",
        "return_line_unknown",
        "payment_returned_already",
        "payment_unknown",
        "entries_not_sealed",
        "period_closed",
        "period_invalid",
        "period_not_over",
        "settlement_unknown",
        "span_invalid",
        "staff_unknown",
        "subscription_end_invalid",
        "stamp_reason_missing",
        "subscription_not_held",
        "subscription_unknown",
        "reason_invalid",
        "tag_invalid",
        "tier_unknown",
        "too_many_tags",
        "version_unknown",
        "webhook_event_unknown",
        "webhook_known",
        "webhook_message_unknown",
        "webhook_unknown",
        "webhook_url_invalid",
        "webhooks_too_many",
    }
)
"""Codes that only tills, importers and the command line can meet; they have their own sentence."""


def refused(texts: Texts, code: str, facts: Facts) -> Screen:
    """Say a Refused by its `code` and `facts`; one that we have no words for says only what is surely true."""
    return Screen(f"🙏 {sentence(texts, code, facts)}", _ways(texts, code))


def sentence(texts: Texts, code: str, facts: Facts) -> str:
    """Return the refusal in one sentence, also fit for an alert by `texts.plain`."""
    try:
        return SENTENCES[code](texts, facts)
    except (KeyError, TypeError, ValueError, AssertionError):
        # A refusal must never be hidden by another mistake: facts may have changed their names.
        return texts.gettext("This cannot be done now. Nothing has changed.")


def unknown_words(texts: Texts) -> Screen:
    html = blocks(
        texts.gettext("🤔 I did not get that, but I know my way round your card."),
        texts.gettext("Pick what you need below, or press /help."),
    )
    rows = (
        (
            Button.action(texts.gettext("💳 My card"), routes.CARD, style="primary"),
            Button.action(texts.gettext("💰 Balance"), routes.BALANCE),
        ),
        (Button.action(texts.gettext("❓ Help"), routes.HELP), *home(texts)),
    )
    return Screen(html, rows)


def unreadable(texts: Texts) -> Screen:
    """A sticker, a voice message: something without words."""
    return Screen(texts.gettext("😊 Nice! But I only read words and buttons."), (home(texts),))


def no_code_seen(texts: Texts, *, too_large: bool = False) -> Screen:
    """A photo without a QR code, or one that was not looked at."""
    if too_large:
        seen = texts.gettext("🔍 This picture is too large for me. Send it as a photo, not as a file.")
    else:
        seen = texts.gettext("🔍 I see no QR code in this picture. Come closer, so that the code fills the photo.")
    typed = texts.gettext("Or type the code: its digits or letters do just as well.")
    return Screen(blocks(seen, typed), (home(texts),))


def stale(texts: Texts) -> Screen:
    """A button whose time has passed, or that this person may not press."""
    return Screen(texts.gettext("⌛ This button no longer works. Here is the fresh menu:"), (home(texts),))


def not_yours(texts: Texts) -> Screen:
    return Screen(texts.gettext("🙅 This is not yours to press; nothing has changed."), (home(texts),))


def not_member(texts: Texts) -> Screen:
    html = texts.gettext("👋 You are not with us yet. Joining takes less than a minute.")
    return Screen(html, ((Button.action(texts.gettext("✨ Join"), routes.CONSENT, style="primary"),),))


def not_staff(texts: Texts) -> Screen:
    html = texts.gettext("🔒 This is for the shop's staff. If that is you, ask the owner for an invitation link.")
    return Screen(html, (home(texts),))


def failed(texts: Texts) -> Screen:
    """A fault of ours."""
    html = texts.gettext("😔 Something went wrong on our side. Nothing has changed; please try again in a minute.")
    return Screen(html, (home(texts),))


def _ways(texts: Texts, code: str) -> tuple[Row, ...]:
    name, label = WAYS.get(code, ("", ""))
    if not name:
        return (home(texts),)
    return ((Button.action(texts.gettext(label), name, style="primary"),), home(texts))


def N_(label: str) -> str:  # noqa: N802 - gettext's own name for a text that is translated later
    return label


WAYS = {
    "birthday_invalid": (routes.BIRTHDAY, N_("🎂 Try again")),
    **campaign_wrong.WAYS,
    "birthday_set": (routes.SETTINGS, N_("⚙️ Settings")),
    "capture_above_hold": (routes.SALE, N_("🛍 New sale")),
    "card_code_expired": (routes.SALE, N_("🛍 New sale")),
    "card_code_invalid": (routes.SALE, N_("🛍 New sale")),
    "card_code_used": (routes.SALE, N_("🛍 New sale")),
    "foreign_contact": (routes.PHONE, N_("📱 Try again")),
    "hold_closed": (routes.SALE, N_("🛍 New sale")),
    "hold_unknown": (routes.SALE, N_("🛍 New sale")),
    "member_unknown": (routes.SALE, N_("🛍 New sale")),
    "phone_invalid": (routes.PHONE, N_("📱 Try again")),
    "phone_taken": (routes.PHONE, N_("📱 Try again")),
    "purchase_unknown": (routes.RETURNS, N_("↩️ Take back")),
    "return_above_rest": (routes.RETURNS, N_("↩️ Take back")),
    "invoice_not_yours": (routes.SUBSCRIPTION, N_("⭐ Subscription")),
    "invoice_stale": (routes.SUBSCRIPTION, N_("⭐ Subscription")),
    "subscription_price_changed": (routes.SUBSCRIPTION, N_("⭐ Subscription")),
    "stamp_gift_not_here": (routes.SALE, N_("🛍 New sale")),
    "stamps_missing": (routes.SALE, N_("🛍 New sale")),
    "zone_invalid": (routes.ZONE, N_("🕑 Time zone")),
}
"""Where each refusal best leads, besides the menu: (action, label)."""


def _points(texts: Texts, facts: Facts, name: str) -> str:
    return texts.points(int(facts[name]))


def _money(texts: Texts, facts: Facts, name: str) -> str:
    return texts.money(int(facts[name]))


def _points_above_limit(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "This cheque takes no more than %(share)s from the balance. At most: %(limit)s.",
        share=texts.percent(int(facts["share_percent"])),
        limit=_points(texts, facts, "limit"),
    )


def _cheque_below_minimum(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "The balance pays for cheques from %(minimum)s; this one is %(sum)s.",
        minimum=_money(texts, facts, "minimum_minor"),
        sum=_money(texts, facts, "sum_minor"),
    )


def _return_above_rest(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "%(amount)s is too much to give back; of this purchase %(rest)s is left.",
        amount=_money(texts, facts, "amount_minor"),
        rest=_money(texts, facts, "rest_minor"),
    )


def _cheque_too_long(texts: Texts, facts: Facts) -> str:
    return texts.ngettext(
        "The cheque is too long: at most %(n)s line is taken.",
        "The cheque is too long: at most %(n)s lines are taken.",
        int(facts["max_lines"]),
    )


def _not_enough(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "There is not enough on the balance. It holds %(points)s now.", points=_points(texts, facts, "available")
    )


def _debt(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "Owed after a return: %(points)s. The balance pays again when the next purchases have repaid it.",
        points=_points(texts, facts, "debt"),
    )


def _zone_invalid(texts: Texts, facts: Facts) -> str:
    return texts.gettext(
        "%(zone)s is no time zone that we know. Write it like this: Europe/Moscow.", zone=str(facts["zone"])
    )


SENTENCES: dict[str, Callable[[Texts, Facts], str]] = {
    **FEEDBACK_REFUSALS,
    "cheque_empty": lambda texts, _: texts.gettext("The cheque is empty. Enter its sum."),
    "cheque_too_long": _cheque_too_long,
    "amount_invalid": lambda texts, _: texts.gettext("This sum will not do. Type a number above zero, like 1250.50."),
    "cheque_sum_invalid": lambda texts, _: texts.gettext(
        "The sum of the cheque will not do. Check it and type it again."
    ),
    "points_invalid": lambda texts, _: texts.gettext("Type a whole number, from zero up."),
    "points_above_limit": _points_above_limit,
    "points_below_minimum": lambda texts, facts: texts.gettext(
        "The least that can be taken from the balance at a time: %(points)s.", points=_points(texts, facts, "minimum")
    ),
    "points_not_a_step": lambda texts, facts: texts.gettext(
        "The number must be a multiple of %(step)s.", step=int(facts["step"])
    ),
    "not_enough_points": _not_enough,
    "member_without_chat": lambda texts, _: texts.gettext(
        "This customer has no chat with us to agree in. Take the whole sum in money."
    ),
    "debt_open": _debt,
    "cheque_below_minimum": _cheque_below_minimum,
    "nothing_payable_with_points": lambda texts, _: texts.gettext(
        "Nothing of this cheque can be paid from the balance."
    ),
    "return_above_rest": _return_above_rest,
    "member_unknown": lambda texts, _: texts.gettext("There is no such customer. Check the code or the number."),
    "phone_invalid": lambda texts, _: texts.gettext("This is no phone number. Write it like this: +7 912 345-67-89."),
    "phone_taken": lambda texts, _: texts.gettext(
        "This number already belongs to another member. If it is yours, ask at the till."
    ),
    "foreign_contact": lambda texts, _: texts.gettext("This is somebody else's contact. Share your own by the button."),
    "birthday_invalid": lambda texts, _: texts.gettext(
        "That does not look like a birthday. Write it like this: 25.12.1990."
    ),
    "birthday_set": lambda texts, _: texts.gettext("Your birthday is set already. The shop can correct it."),
    "zone_invalid": _zone_invalid,
    "card_code_invalid": lambda texts, _: texts.gettext(
        "This code is not valid. Ask the customer to press “New code” on the card."
    ),
    "card_code_expired": lambda texts, _: texts.gettext(
        "This code is older than a minute. Ask the customer to press “New code” on the card."
    ),
    "card_code_used": lambda texts, _: texts.gettext(
        "This code was used already. Ask the customer to press “New code” on the card."
    ),
    "purchase_unknown": lambda texts, _: texts.gettext("There is no such purchase. Pick it from the list."),
    "payment_request_closed": lambda texts, _: texts.gettext(
        "This question is closed: too late, withdrawn or answered already. This press took nothing."
    ),
    "not_yours": lambda texts, _: texts.gettext("This is not yours to press; nothing has changed."),
    "staff_link_invalid": lambda texts, _: texts.gettext(
        "This invitation is used or too old. Ask the owner for a new one."
    ),
    "entry_unknown": lambda texts, _: texts.gettext("There is no such entry in your history."),
    "entry_not_sealed": lambda texts, _: texts.gettext(
        "A receipt can be had a few minutes after the entry was made. Please try again a little later."
    ),
    "hold_closed": lambda texts, _: texts.gettext("This payment is closed already. Start the sale again."),
    "hold_unknown": lambda texts, _: texts.gettext("There is no such payment any more. Start the sale again."),
    **REFUSALS,
    **campaign_wrong.REFUSALS,
    **SEGMENT_REFUSALS,
    "capture_above_hold": lambda texts, facts: texts.gettext(
        "Less was put aside for this purchase: %(points)s.", points=_points(texts, facts, "held")
    ),
    **STAMP_REFUSALS,
    **OFFER_REFUSALS,
    "codes_locked": lambda texts, facts: texts.ngettext(
        "Too many codes were wrong. Try again in %(n)s minute.",
        "Too many codes were wrong. Try again in %(n)s minutes.",
        int(facts["minutes"]),
    ),
    "promo_code_invalid": lambda texts, _: texts.gettext("This code cannot be used. Check it letter by letter."),
    "promo_not_for_this": lambda texts, _: texts.gettext("This code is not for this purchase now."),
    "promo_gives_nothing": lambda texts, _: texts.gettext("You have what this code gives already. Keep the code."),
    "gift_code_invalid": lambda texts, _: texts.gettext(
        "This is not the code of a gift card that can be used. Check it letter by letter."
    ),
    "gift_card_unknown": lambda texts, _: texts.gettext("This gift card is not in your chat any more."),
    "gift_card_closed": lambda texts, _: texts.gettext("This gift card cannot be used: ask the shop."),
    "gift_card_short": lambda texts, facts: texts.gettext(
        "There is too little on the gift card: %(sum)s.", sum=_money(texts, facts, "available_minor")
    ),
    "gift_cards_off": lambda texts, _: texts.gettext("There are no gift cards here now."),
    "gift_sum_invalid": lambda texts, facts: texts.gettext(
        "This card takes from %(least)s to %(most)s.",
        least=_money(texts, facts, "least_minor"),
        most=_money(texts, facts, "most_minor"),
    ),
    "gift_top_up_off": lambda texts, _: texts.gettext("No more money can be put on a sold card. Sell another one."),
    "refund_above_spend": lambda texts, facts: texts.gettext(
        "No more can be put back than was taken. Left to put back: %(points)s.", points=_points(texts, facts, "rest")
    ),
}
