"""What became of one call to Telegram, told from how it failed."""

from __future__ import annotations

import aiohttp
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from channels.channel import Fault, Gone, NotSent, Rejected, Unauthorized, Unknown, Wait

# These 400s speak of the person, not of our message.
_NOBODY_THERE = ("chat not found", "user not found", "PEER_ID_INVALID", "USER_IS_BLOCKED", "INPUT_USER_DEACTIVATED")


class Failed(Exception):
    """A call that did not succeed; `outcome` says what is known, never with the token or an address in it."""

    def __init__(self, outcome: Fault) -> None:
        super().__init__(str(getattr(outcome, "reason", type(outcome).__name__)))
        self.outcome = outcome


def of(error: BaseException) -> Fault:
    """Name what became of a call that raised `error`.

    The texts of HTTP client errors are left out on purpose: they may carry the address, and that carries the token.
    """
    if isinstance(error, TelegramAPIError) and not isinstance(error, TelegramNetworkError):
        return _answered(error)
    if isinstance(error, TelegramNetworkError):
        cause = error.__cause__
        # Without a cause it is Telegram's own "too large", an answer like any other.
        return of(cause) if cause else Rejected(error.message)
    # A connection that was never made carried nothing. A reset of one that was made is a plain ClientOSError.
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent(f"no connection ({type(error).__name__})")
    return Unknown(f"no answer ({type(error).__name__})")


def _answered(error: TelegramAPIError) -> Fault:
    match error:
        case TelegramRetryAfter():
            return Wait(float(error.retry_after))
        case TelegramUnauthorizedError():
            return Unauthorized()
        case TelegramForbiddenError():
            return Gone(error.message)
        case TelegramServerError():
            return Unknown(error.message)
        case TelegramBadRequest() if any(words in error.message for words in _NOBODY_THERE):
            return Gone(error.message)
    return Rejected(error.message)
