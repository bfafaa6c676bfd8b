"""What every picture is drawn with: letters, colours, round shapes.

Letters come from PT Sans, which knows Latin and Cyrillic: names in other scripts are left to the caption, where
everything in a picture is said in words anyway.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw, ImageFont

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
INK = (24, 24, 27)

# Scanners want dark on light; 4.5 is what WCAG asks of text, and what phones read without trouble.
MODULE_CONTRAST = 4.5
FONT = str(files("fontpkg_pt_sans") / "files" / "PT_Sans-Web-Bold.ttf")
NO_LETTER = "\uffff"  # drawn as the font draws whatever it does not know
FINE = 2  # shapes are drawn this many times larger and scaled down, which smooths their edges

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

# ---------------------------------------------------------------------- letters


def drawable(text: str) -> bool:
    return bool(text) and text.isprintable() and all(map(_known, text))


def without_unknown(text: str) -> str:
    """The text without the letters that the font lacks, such as emoji."""
    return " ".join("".join(letter for letter in text if letter.isprintable() and _known(letter)).split())


@lru_cache(maxsize=1024)
def _known(letter: str) -> bool:
    drawn = font(32)
    return letter == " " or bytes(drawn.getmask(letter)) != bytes(drawn.getmask(NO_LETTER))


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def font_to_fit(text: str, room: int, size: int) -> ImageFont.FreeTypeFont:
    """The largest size up to `size` at which the text is at most `room` pixels wide."""
    wished = font(size)
    width = wished.getlength(text)
    return wished if width <= room else font(max(int(size * room / width), 10))


# ---------------------------------------------------------------------- shapes


def pill(image: Image.Image, box: Box, colour: Colour) -> None:
    size = (box[2] - box[0], box[3] - box[1])
    image.paste(colour, box, plate(size, size[1] // 2))


def plate(size: tuple[int, int], radius: int) -> Image.Image:
    """A mask with round corners."""
    mask = Image.new("L", (size[0] * FINE, size[1] * FINE), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius=radius * FINE, fill=255)
    return mask.reduce(FINE)


def encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


# ---------------------------------------------------------------------- colours


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colour(name: str) -> Colour:
    """Any colour that Pillow can name; black for what is none."""
    try:
        red, green, blue = ImageColor.getrgb(name)[:3]
    except ValueError:
        return BLACK
    return (red, green, blue)


def dark(name: str) -> Colour:
    """The colour for modules: the brand's if it is dark enough on white, else black."""
    wished = colour(name)
    return wished if contrast(wished, WHITE) >= MODULE_CONTRAST else BLACK


def mixed(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def _luminance(shade: Colour) -> float:
    red, green, blue = (
        value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in shade
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
