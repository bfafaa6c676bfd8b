"""Pictures on their way to Telegram: drawn in a thread, and uploaded once each."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from aiogram.types import BufferedInputFile

from channels import drawing
from screens.screen import Media, Picture, Upload

REMEMBERED = 2048
OURS = "telegram"

log = structlog.get_logger()


class Pictures:
    """Telegram keeps what it was given under a file id: the same picture is sent by that from then on."""

    def __init__(self, assets: Path) -> None:
        self._assets = assets
        self._file_ids: OrderedDict[Picture | str, str] = OrderedDict()

    async def ready(self, picture: Picture) -> str | BufferedInputFile | None:
        """Return a file id or the drawn picture; None when it cannot be shown: its screen says it all in words."""
        if isinstance(picture, Media):
            return _reference(picture)
        key = _key(picture)
        if key in self._file_ids:
            self._file_ids.move_to_end(key)
            return self._file_ids[key]
        try:
            content = await asyncio.to_thread(drawing.png, picture, self._assets)
        except Exception as bug:
            # No traceback: it may quote what the picture says.
            log.error("A picture could not be drawn; its screen goes without", error=type(bug).__name__)  # noqa: TRY400
            return None
        return BufferedInputFile(content, filename="picture.png")

    def remember(self, picture: Picture, message: Any) -> None:
        """Note the file id under which Telegram keeps the picture of this message (as it answered)."""
        sizes = message.get("photo") if isinstance(message, dict) else None
        if sizes and not isinstance(picture, Media):
            key = _key(picture)
            self._file_ids[key] = sizes[-1]["file_id"]
            self._file_ids.move_to_end(key)
            while len(self._file_ids) > REMEMBERED:
                self._file_ids.popitem(last=False)

    def forget(self, picture: Picture) -> bool:
        """Forget a file id that Telegram does not know any more; return whether there was one."""
        return self._file_ids.pop(_key(picture), None) is not None


def _reference(media: Media) -> str | None:
    if media.channel != OURS:
        log.warning("A file of another messenger cannot be shown here; its screen goes without", channel=media.channel)
        return None
    return media.reference


def _key(picture: Picture) -> Picture | str:
    """What a picture is remembered by: itself where it is small, else its digest."""
    return sha256(picture.content).hexdigest() if isinstance(picture, Upload) else picture
