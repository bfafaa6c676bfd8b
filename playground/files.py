"""The files of the local Telegram: in memory, each under the id that its bot may use again."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from playground.refusal import Json, bad_request

PHOTO_BYTES_MAX = 10 * 1024 * 1024
DOWNLOAD_BYTES_MAX = 20 * 1024 * 1024
KEPT_BYTES_MAX = 256 * 1024 * 1024
PHOTO_SIDES_SUM_MAX = 10_000
PHOTO_RATIO_MAX = 20
# The longest sides of the sizes in which a person's photo comes, in pixels.
PHOTO_SIDES = (90, 320, 800, 1280)
# As Telegram's own ids begin.
PREFIXES = {"photo": "AgAC", "video": "BAAC", "animation": "CgAC", "document": "BQAC"}
WRONG_ID = "wrong remote file identifier specified: "


@dataclass(frozen=True, slots=True)
class Upload:
    """What arrived with a request: name as given, content in bytes."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    kind: str  # one of PREFIXES
    path: str
    upload: Upload
    shown: Json


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}
        self._bytes = 0

    def add(self, kind: str, upload: Upload) -> Stored:
        """Raise 400 for what Telegram would not take as this kind."""
        mime = upload.mime if "/" in upload.mime else ""
        if mime in ("", "application/octet-stream"):
            mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        number = len(self._by_path) + 1
        digest = hashlib.sha256(upload.content + kind.encode()).digest()
        file_id = PREFIXES[kind] + base64.urlsafe_b64encode(number.to_bytes(4, "big") + digest[:26]).decode()
        shown: Json = {
            "file_id": file_id,
            "file_unique_id": "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode(),
            "file_size": len(upload.content),
        }
        if kind == "photo":
            width, height, mime = measured_photo(upload.content)
            shown |= {"width": width, "height": height}
        else:
            shown |= {"file_name": upload.name, "mime_type": mime}
        if kind in ("video", "animation"):
            shown |= {"width": 0, "height": 0, "duration": 0}
        suffix = ".jpg" if kind == "photo" else "." + upload.name.rpartition(".")[2]
        stored = Stored(kind, f"{kind}s/file_{number}{suffix}", Upload(upload.name, mime, upload.content), shown)
        self._by_id[file_id] = stored
        self._by_path[stored.path] = stored
        self._bytes += len(upload.content)
        self._forget_oldest()
        return stored

    def add_photo(self, upload: Upload) -> list[Json]:
        """A person's photo as their phone sends it: JPEGs, each under its own id, the largest last."""
        measured_photo(upload.content)
        try:
            with Image.open(BytesIO(upload.content)) as image:
                whole = on_white(image)
        except (OSError, SyntaxError, ValueError) as error:
            raise bad_request("IMAGE_PROCESS_FAILED") from error
        longest = max(whole.size)
        sides = [side for side in PHOTO_SIDES if side < longest] + [longest] * (longest <= PHOTO_SIDES[-1])
        return [self.add("photo", Upload("photo.jpg", "image/jpeg", scaled(whole, side))).shown for side in sides]

    def _forget_oldest(self) -> None:
        """Memory has a limit; the path stays known so that numbers never repeat."""
        while self._bytes > KEPT_BYTES_MAX:
            file_id = next(iter(self._by_id))
            stored = self._by_id.pop(file_id)
            self._by_path[stored.path] = Stored(stored.kind, stored.path, Upload("", "", b""), {})
            self._bytes -= len(stored.upload.content)

    def known(self, file_id: str, kind: str = "") -> Stored:
        """Raise 400 for an id that was never given out, or for a photo as something else and the reverse.

        Videos, animations and documents may stand for each other: the file is shown as what it is.
        """
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request(why_unknown(file_id))
        if kind and (stored.kind == "photo") != (kind == "photo"):
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def get(self, file_id: str) -> Stored | None:
        return self._by_id.get(file_id)

    def at_path(self, path: str) -> Stored | None:
        stored = self._by_path.get(path)
        return stored if stored is not None and stored.shown else None


def why_unknown(file_id: str) -> str:
    """Telegram first reads an id, then looks for its file. Source: `from_persistent_id` in tdlib's FileManager.cpp."""
    bare = file_id.rstrip("=")
    if len(bare) % 4 == 1:
        return f"{WRONG_ID}Wrong string length"
    if not re.fullmatch("[A-Za-z0-9_-]*", bare):
        return f"{WRONG_ID}Wrong character in the string"
    if not bare.startswith(tuple(PREFIXES.values())):
        return f"{WRONG_ID}can't unserialize it"
    return "wrong file identifier/HTTP URL specified"


def measured_photo(content: bytes) -> tuple[int, int, str]:
    """Return width and height in pixels and the media type; raise 400 for what Telegram could not show."""
    if len(content) > PHOTO_BYTES_MAX:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {PHOTO_BYTES_MAX} bytes"
        )
    try:
        with Image.open(BytesIO(content)) as image:
            (width, height), kind = image.size, image.format or ""
    except (UnidentifiedImageError, OSError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > PHOTO_SIDES_SUM_MAX or max(width, height) > PHOTO_RATIO_MAX * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height, Image.MIME.get(kind, "image/jpeg")


def on_white(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency."""
    seen = image.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    return paper.convert("RGB")


def scaled(whole: Image.Image, side: int) -> bytes:
    image = whole.copy()
    image.thumbnail((side, side))
    stream = BytesIO()
    image.save(stream, "JPEG", quality=87)
    return stream.getvalue()
