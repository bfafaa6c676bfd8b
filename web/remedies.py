"""What the caller does about a refusal: by its status, and by its code where more can be said."""

from __future__ import annotations

BY_STATUS: dict[int, str] = {
    400: "mend the program that sends it",
    404: "show `detail`; look the thing up anew",
    405: "mend the program that sends it",
    409: "show `detail`; its state must change first",
    410: "show `detail`",
    413: "send less at a time",
    415: "send `Content-Type: application/json`",
    422: "show `detail`; ask again otherwise, with a new key",
    503: "wait `Retry-After` seconds, then the same request with the same key",
}
BY_CODE: dict[str, str] = {
    "unauthorized": "ask the owner for a working key; `kopilka key list` shows which work",
    "scope_missing": "ask the owner for a key with this scope",
    "quota_exceeded": "wait `Retry-After` seconds, then the same request with the same key",
    "idempotency_key_reused": "take a new key; the old one's answer stands",
    "request_invalid": "mend what `errors` names, each with its place",
    "segment_invalid": "show `detail`, and the expression with a mark at `place`, which counts letters from 0",
    "segment_used": "take it out of what `detail` names first",
    "segment_breaks": "make it shorter, or take it out of what `detail` names first",
    "internal_error": "the same request with the same key; tell us the `X-Request-Id`",
    "no_program": "the owner applies a programme file; then the same request with the same key",
    "amount_invalid": "mend the line that `detail` names",
    "points_above_limit": "take `points_max` of a fresh quote",
    "not_enough_points": "take `points_max` of a fresh quote",
    "points_below_minimum": "take more points, or none",
    "points_not_a_step": "round the points down to the step",
    "debt_open": "take money only; the next purchases repay the debt",
    "hold_closed": "open a new hold, or sell without one",
    "hold_unknown": "use the key that opened the hold; open a new one",
    "card_code_expired": "ask the member to renew the card on the screen",
    "card_code_used": "ask the member to renew the card on the screen",
    "card_code_invalid": "read the code again, or ask the member to renew the card",
    "member_unknown": "offer to register; a member who was joined with another is found by phone",
    "phone_taken": "find the member by this phone",
    "external_id_taken": "find the member by this number",
    "codes_locked": "let this member type no code until `Retry-After` is over; sales without a code go on",
    "promo_code_invalid": "let the member type the code again; five wrong ones lock their codes at this key",
    "gift_code_invalid": "let the member type the code again; five wrong ones lock their codes at this key",
    "gift_card_short": "look at the card; take what is on it, and money for the rest",
    "purchase_time_invalid": "mend the till's clock; what is older is imported",
    "return_above_rest": "read the purchase: `rest_minor` may still come back",
    "return_above_line": "read the purchase: each line says what came back of it",
}


def remedy(code: str, status: int) -> str:
    return BY_CODE.get(code) or BY_STATUS[status]
