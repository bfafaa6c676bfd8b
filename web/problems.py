"""Every refusal as an HTTP answer: one table, and the problem document of RFC 9457 made from it."""

from __future__ import annotations

import json
from typing import Any

from actions.request import Answer
from rules.refusal import Refused
from rules.segment_mistake import SegmentInvalid
from storage.store import Unavailable
from web.refusals import RequestInvalid

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:kopilka:problem:"

# 404: what is named is not there. 409: its state does not allow this now. 422: what is asked is not allowed by a rule.
TABLE: dict[str, tuple[int, str]] = {
    # the request itself
    "unauthorized": (401, "No working key"),
    "scope_missing": (403, "The key may not do that"),
    "quota_exceeded": (429, "Too many requests"),
    "not_found": (404, "Nothing is here"),
    "method_not_allowed": (405, "Not this method"),
    "body_too_large": (413, "The body is too large"),
    "media_type_unsupported": (415, "Not JSON"),
    "json_invalid": (400, "Not JSON"),
    "idempotency_key_invalid": (400, "No usable Idempotency-Key"),
    "idempotency_key_reused": (422, "The key belongs to another request"),
    "request_invalid": (422, "The request is not as described"),
    "internal_error": (500, "Our mistake"),
    "unavailable": (503, "Not now"),
    # a cheque
    "amount_invalid": (422, "An amount is out of range"),
    "cheque_sum_invalid": (422, "The sum is out of range"),
    "cheque_below_minimum": (422, "The cheque is too small for points"),
    "nothing_payable_with_points": (422, "No line may be paid with points"),
    "purchase_time_invalid": (422, "The time is out of range"),
    "stamp_card_unknown": (422, "No such stamp card"),
    "stamps_missing": (409, "Too few stamps"),
    "stamp_gift_not_here": (422, "The gift is for other goods"),
    "stamp_reason_missing": (422, "A reason is missing"),
    # what members do besides buying
    "action_unknown": (422, "No such action"),
    "action_limit_reached": (409, "Rewarded often enough"),
    "budget_spent": (409, "The budget is spent"),
    # points
    "points_above_limit": (422, "Too many points for this cheque"),
    "points_below_minimum": (422, "Too few points at a time"),
    "points_not_a_step": (422, "Points go in steps"),
    "not_enough_points": (422, "Not enough points"),
    "debt_open": (409, "The member owes points"),
    "capture_above_hold": (422, "More than was held"),
    "hold_closed": (409, "The hold is closed"),
    "hold_unknown": (404, "No such hold"),
    # codes
    "codes_locked": (429, "Too many wrong codes"),
    "promo_code_invalid": (422, "The code cannot be used"),
    "promo_gives_nothing": (409, "The member has it already"),
    "promo_not_for_this": (422, "The code does not apply"),
    "promo_unknown": (422, "No such promo"),
    "promo_has_one_code": (409, "The promo has one code for all"),
    "promo_batch_unknown": (404, "No such unused codes"),
    "offer_unknown": (422, "No such offer"),
    "offer_gone": (409, "The offer is out"),
    "offer_over": (409, "The offer is over"),
    "gift_cards_off": (409, "No gift cards here"),
    "gift_sum_invalid": (422, "The sum is out of range"),
    "gift_top_up_off": (409, "Cards take no more money"),
    "gift_card_unknown": (404, "No such gift card"),
    "gift_card_closed": (409, "The gift card is closed"),
    "gift_code_invalid": (422, "No card that can be used"),
    "gift_card_short": (422, "Too little on the gift card"),
    # returns
    "purchase_unknown": (404, "No such purchase"),
    "return_above_rest": (422, "More than is left of the purchase"),
    "return_above_line": (422, "More than is left of the line"),
    "span_invalid": (422, "Not a time to ask for"),
    "return_line_unknown": (422, "No such line"),
    # members
    "member_unknown": (404, "No such member"),
    "phone_invalid": (422, "Not a phone number"),
    "phone_taken": (409, "The phone is taken"),
    "external_id_taken": (409, "The number is taken"),
    "members_same": (422, "Not two members"),
    "tag_invalid": (422, "Not a tag"),
    "too_many_tags": (409, "Too many tags"),
    "birthday_invalid": (422, "Not a birthday"),
    "card_code_invalid": (404, "No such card code"),
    "card_code_expired": (410, "The card code is too old"),
    "card_code_used": (409, "The card code was used"),
    # subscriptions
    "campaign_unknown": (404, "No such campaign"),
    "subscription_unknown": (422, "No such subscription"),
    "subscription_end_invalid": (422, "The end is out of range"),
    "subscription_not_held": (404, "The member does not have it"),
    "payment_unknown": (404, "No such payment"),
    "payment_returned_already": (409, "The payment goes back already"),
    # segments
    "segment_invalid": (400, "The expression cannot be read"),
    "segment_unknown": (404, "No such segment"),
    "segment_name_invalid": (422, "Not a name of a segment"),
    "segments_too_many": (409, "Too many segments"),
    "segment_used": (409, "The segment is used"),
    "segment_breaks": (409, "Others could not be counted any more"),
    # webhooks
    "webhook_url_invalid": (422, "Not an address to call"),
    "webhook_event_unknown": (422, "No such event"),
    "webhook_known": (409, "The address is a webhook already"),
    "webhooks_too_many": (409, "Too many webhooks"),
    "webhook_unknown": (404, "No such webhook"),
    "webhook_message_unknown": (404, "No such message"),
    # settlements
    "period_invalid": (422, "Not a period"),
    # the shop
    "no_program": (503, "No programme is in force"),
}

INTERNAL = "This is our mistake and was noted under {request_id}; send the same request again with the same key."
UNAVAILABLE = "The database cannot serve now and nothing was changed; send the same request again a little later."


# What has no Refused of its own.
OURS = {"internal_error": INTERNAL, "unavailable": UNAVAILABLE}


def problem(code: str, detail: str) -> dict[str, Any]:
    """The members of RFC 9457, and our stable `code`."""
    status, title = TABLE[code]
    return {"type": TYPE_PREFIX + code, "title": title, "status": status, "code": code, "detail": detail}


def of(refused: Refused) -> Answer:
    """The answer that a refusal is: its own sentence, every mistake of a badly shaped request, the place of one in an
    expression."""
    body = problem(refused.code, str(refused))
    if isinstance(refused, RequestInvalid):
        body["errors"] = refused.mistakes
    if isinstance(refused, SegmentInvalid):
        body |= {name: refused.facts[name] for name in ("place", "found", "suggestion", "segment")}
        body["allowed"] = list(refused.allowed)
    return Answer(body["status"], body)


def to_remember(refused: Refused) -> Answer:
    """As `of`, for an answer that is stored: what is our own trouble is raised again, as it will pass."""
    answer = of(refused)
    if answer.status == 429 or answer.status >= 500:
        raise refused
    return answer


def unavailable(_: Unavailable) -> Answer:
    return Answer(503, problem("unavailable", UNAVAILABLE))


def internal(request_id: str) -> Answer:
    return Answer(500, problem("internal_error", INTERNAL.format(request_id=request_id)))


# Sorted, so that an answer that was remembered comes back byte for byte: a database keeps no order of its own.
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def as_bytes(body: object) -> bytes:
    return _json(body).encode()
