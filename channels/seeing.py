"""QR codes in the pictures that people send: what they say, whoever drew them."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image

# A phone's own photo; a file of a few kilobytes may claim to be far larger.
PIXELS_MAX = 25_000_000
# Looked at no finer than this, so that no pattern of false corners takes more than a second or two; a code that fills
# a fifth of the picture still has six pixels a module.
SIDE_MAX = 1600
TEXT_MAX = 1000
# Not the micro ones: their check is so short that plain noise reads as six digits.
_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class TooLarge(Exception):
    """More than we look at, in bytes or in pixels."""


def qr_texts(content: bytes) -> tuple[str, ...]:
    """Return what each QR code in the picture says, at most TEXT_MAX characters each, none of them a control.

    Slow: call it in a thread. Raises TooLarge before anything is unpacked, and whatever Pillow raises for what is no
    whole picture of KINDS.
    """
    try:
        opened = Image.open(BytesIO(content), formats=tuple(KINDS.values()))
    except Image.DecompressionBombError:
        raise TooLarge from None
    with opened as image:
        if image.width * image.height > PIXELS_MAX:
            raise TooLarge
        grey = _grey(image)
    found = zxingcpp.read_barcodes(grey, formats=_CODES, text_mode=zxingcpp.TextMode.Plain)
    return tuple(text for code in found if (text := _words(code.text)))


def _grey(image: Image.Image) -> Image.Image:
    """The picture in shades of grey, on white where it is transparent, no larger than we look at."""
    image.draft("L", (SIDE_MAX, SIDE_MAX))  # a JPEG is unpacked no larger than asked
    smooth = image.convert("RGBA") if image.mode in ("1", "P") else image
    smooth.thumbnail((SIDE_MAX, SIDE_MAX))
    if not smooth.has_transparency_data:
        return smooth.convert("L")
    paper = Image.new("RGBA", smooth.size, "white")
    paper.alpha_composite(smooth.convert("RGBA"))
    return paper.convert("L")


def _words(text: str) -> str:
    """On one line, without what no keyboard types and no database keeps."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if letter.isprintable())[:TEXT_MAX]
