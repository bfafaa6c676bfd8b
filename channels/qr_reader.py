"""Reads the QR codes of one picture, as a program of its own: strangers' pictures meet C code, which may hang or die.

It takes the picture from standard input and prints its texts as a JSON array. Nothing of ours is imported, so that it
starts within a tenth of a second.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO

import zxingcpp
from PIL import Image

# A phone's own photo; a file of a few kilobytes may claim to be far larger.
PIXELS_MAX = 25_000_000
# Looked at no finer than this, so that no pattern of false corners takes more than a second or two; a code that fills
# a fifth of the picture still has six pixels a module.
SIDE_MAX = 1600
TEXT_MAX = 1000
FORMATS = ("JPEG", "PNG", "WEBP")
# A few kilobytes of JPEG can ask for the same pixels a thousand times over: no check of ours sees every such way.
CPU_SECONDS = 5
MEMORY_BYTES = 1024 * 1024 * 1024
EXIT_TOO_LARGE = 3
# Not the micro ones: their check is so short that plain noise reads as six digits.
_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


class TooManyPixels(Exception):
    """More than is unpacked."""


def qr_texts(content: bytes) -> tuple[str, ...]:
    """Return what each QR code in the picture says, at most TEXT_MAX characters each, none of them a control.

    Raises TooManyPixels before anything is unpacked, and whatever Pillow raises for no whole picture of FORMATS.
    """
    try:
        opened = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    with opened as image:
        if image.width * image.height > PIXELS_MAX:
            raise TooManyPixels
        grey = _grey(image)
    found = zxingcpp.read_barcodes(grey, formats=_CODES, text_mode=zxingcpp.TextMode.Plain)
    return tuple(text for code in found if (text := _words(code.text)))


def main() -> None:
    """Exit with EXIT_TOO_LARGE for TooManyPixels, and with any other code for what cannot be read."""
    _limit_itself()
    try:
        texts = qr_texts(sys.stdin.buffer.read())
    except TooManyPixels:
        sys.exit(EXIT_TOO_LARGE)
    sys.stdout.write(json.dumps(texts))


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


def _limit_itself() -> None:
    if sys.platform == "win32":
        return  # whoever started us waits only so long
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
