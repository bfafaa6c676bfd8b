"""Photos of QR codes as what they mean: fetched, looked at and dropped before any unit begins."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog

from channels.incoming import Incoming, PictureWithoutCode, Said, Started
from channels.seeing import TooLarge, Unreadable, qr_texts
from channels.telegram.calls import Calls
from channels.telegram.incoming import PAYLOAD, Arrival, Attached
from channels.telegram.outcome import Failed

# The Bot API hands out no larger files.
PICTURE_BYTES_MAX = 20 * 1024 * 1024
LOOK_SECONDS = 20
# Each is held in memory, and its reader takes a processor.
AT_ONCE = 2

_OUR_HOSTS = frozenset({"t.me", "www.t.me", "telegram.me", "telegram.dog"})

log = structlog.get_logger()


class Codes:
    """Looks at what people photographed. Nothing of a picture is kept or logged."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def read(self, arrival: Arrival, username: str) -> Arrival:
        """Return the arrival as what its picture means, or as it is when it has none. Raises nothing."""
        if arrival.attached is None:
            return arrival
        try:
            async with asyncio.timeout(LOOK_SECONDS), self._slots:
                texts = await self._texts(arrival.attached)
        except TooLarge:
            return replace(arrival, incoming=_unseen(arrival, too_large=True))
        except (Failed, TimeoutError) as failed:
            log.warning("A photo was not fetched in time", update_id=arrival.update_id, reason=str(failed))
            return replace(arrival, incoming=_unseen(arrival))
        except Unreadable as fault:
            log.info("A photo could not be read", update_id=arrival.update_id, reason=str(fault))
            return replace(arrival, incoming=_unseen(arrival))
        except Exception as bug:
            # No traceback: it may quote the picture.
            log.error("A photo met a bug of ours", update_id=arrival.update_id, error=type(bug).__name__)  # noqa: TRY400
            return replace(arrival, incoming=_unseen(arrival))
        return replace(arrival, incoming=_meant(arrival, texts, username))

    async def _texts(self, attached: Attached) -> tuple[str, ...]:
        if attached.size_bytes > PICTURE_BYTES_MAX:
            raise TooLarge
        content = await self._calls.download(attached.file_id, PICTURE_BYTES_MAX)
        return await qr_texts(content)


def payload_in(text: str, username: str) -> str | None:
    """The start payload of a link that opens our own chat, maybe empty; None for any other text."""
    try:
        link = urlsplit(text if ":" in text else f"https://{text}")
        asked = parse_qs(link.query)
    except ValueError:
        return None
    if link.scheme == "tg" and (link.netloc or link.path) == "resolve":
        name = asked.get("domain", [""])[0]
    elif link.scheme in ("http", "https") and link.netloc.lower() in _OUR_HOSTS:
        name = link.path.strip("/")
    else:
        return None
    if not username or name.lower() != username.lower():
        return None
    payload = asked.get("start", [""])[0]
    return payload if PAYLOAD.fullmatch(payload) else ""


def _meant(arrival: Arrival, texts: Sequence[str], username: str) -> Incoming:
    """A link of ours is as good as opened, wherever it stands among the codes; else the first words are said."""
    payloads = [payload for text in texts if (payload := payload_in(text, username)) is not None]
    if payloads:
        return Started(**_carried(arrival), payload=payloads[0])
    # Commands are typed or pressed: a poster gives none in its photographer's name.
    words = [text for text in texts if not text.startswith("/")]
    if words:
        return Said(**_carried(arrival), text=words[0])
    return _unseen(arrival)


def _unseen(arrival: Arrival, *, too_large: bool = False) -> Incoming:
    return PictureWithoutCode(**_carried(arrival), too_large=too_large)


def _carried(arrival: Arrival) -> dict[str, Any]:
    """What the message is, whatever its picture means."""
    return {part.name: getattr(arrival.incoming, part.name) for part in fields(Incoming)}
