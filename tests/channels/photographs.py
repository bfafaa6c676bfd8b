"""Pictures as people take them of QR codes, and as those who mean harm make them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from PIL import Image, ImageFilter


def a_code(text: str, scale: int = 8) -> Image.Image:
    stream = BytesIO()
    segno.make(text, error="h", micro=False).save(stream, kind="png", scale=scale)
    return Image.open(stream).convert("RGB")


def photographed(text: str) -> Image.Image:
    """On a table, at a slant, in poor light and a little out of focus."""
    table = Image.new("RGB", (1600, 1200), (120, 100, 80))
    code = a_code(text).rotate(17, expand=True, fillcolor=(120, 100, 80)).point(lambda value: 30 + value * 2 // 3)
    table.paste(code, (500, 260))
    return table.filter(ImageFilter.GaussianBlur(1.5))


def as_file(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **how)
    return stream.getvalue()


def an_endless_jpeg() -> bytes:
    """A hundred kilobytes that ask for the same 25 million pixels a thousand times: minutes of work."""
    plain = as_file(Image.new("RGB", (5000, 5000), "teal"), progressive=True)
    last_scan = plain[plain.rindex(b"\xff\xda") : -2]
    return plain[:-2] + last_scan * (100_000 // len(last_scan) + 1000) + plain[-2:]


def a_bomb() -> bytes:
    """A few kilobytes that unpack to 400 million pixels."""
    return as_file(Image.new("1", (20_000, 20_000)), "PNG")
