"""Pictures of cards and QR codes in the brand's colour, with its logo.

Letters come from PT Sans, which knows Latin and Cyrillic: names in other scripts are left to the caption, where
everything in a picture is said in words anyway.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import segno
import structlog
from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageOps

from screens.screen import Card, Picture, Qr, Stamps, Upload

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
INK = (24, 24, 27)

QR_SIDE = 760
QUIET_MODULES = 4
# What covers the middle, in parts of the side: 4 % of the modules, while level H corrects 30 % of the codewords.
LOGO_PART = 0.2
# Scanners want dark on light; 4.5 is what WCAG asks of text, and what phones read without trouble.
MODULE_CONTRAST = 4.5
TEXT_CONTRAST = 3.0

CARD_SIZE = (1000, 620)
CARD_QR_SIDE = 420
MARGIN = 56
FONT = str(files("fontpkg_pt_sans") / "files" / "PT_Sans-Web-Bold.ttf")
NO_LETTER = "\uffff"  # drawn as the font draws whatever it does not know
FINE = 2  # shapes are drawn this many times larger and scaled down, which smooths their edges

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

log = structlog.get_logger()


def png(picture: Picture, assets: Path) -> bytes:
    """Return the picture as PNG, an Upload as it came. Slow: call it in a thread. assets: the folder of logo files."""
    match picture:
        case Qr():
            return _qr_png(picture, assets)
        case Card():
            return _encoded(_card(picture, assets))
        case Stamps():
            return _stamps_png(picture, assets)
        case Upload():
            return picture.content


@lru_cache(maxsize=256)
def _qr_png(picture: Qr, assets: Path) -> bytes:
    image = qr(picture.content, _dark(picture.accent), QR_SIDE)
    if logo := _logo(assets, picture.logo):
        _put_in_middle(image, logo)
    return _encoded(image)


def qr(content: str, colour: Colour, side: int) -> Image.Image:
    """Draw a QR code of level H with its quiet zone; `side` pixels at most, so that every module is whole pixels."""
    code = segno.make(content, error="h", micro=False, boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    modules = len(rows) + 2 * QUIET_MODULES
    image = Image.new("RGB", (modules, modules), WHITE)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), colour)
    pixels = max(side // modules, 1) * modules
    return image.resize((pixels, pixels), Image.Resampling.NEAREST)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# ---------------------------------------------------------------------- the card


def _card(card: Card, assets: Path) -> Image.Image:
    accent = _colour(card.accent)
    ink = WHITE if contrast(accent, WHITE) >= TEXT_CONTRAST else INK
    panel = _panel_box()
    image = _background(accent, panel)
    code = qr(card.content, _dark(card.accent), CARD_QR_SIDE)
    image.paste(code, ((panel[0] + panel[2] - code.width) // 2, (panel[1] + panel[3] - code.height) // 2))
    room = panel[0] - 2 * MARGIN
    _head(image, card, assets, ink, room)
    _bar(image, card, accent, ink, room)
    digits = _spaced(card.code)
    if digits:
        font = _font_to_fit(digits, room, 84)
        ImageDraw.Draw(image).text((MARGIN, CARD_SIZE[1] // 2), digits, font=font, fill=ink, anchor="lm")
    return image


def _background(accent: Colour, panel: Box) -> Image.Image:
    """The card on a deeper tone of its own colour: a photo has no transparency, and white corners glare at night."""
    width, height = (side * FINE for side in CARD_SIZE)
    image = Image.new("RGB", (width, height), _mixed(accent, BLACK, 0.22))
    face = Image.composite(
        Image.new("RGB", (width, height), _mixed(accent, WHITE, 0.10)),
        Image.new("RGB", (width, height), _mixed(accent, BLACK, 0.06)),
        ImageOps.invert(Image.linear_gradient("L")).resize((width, height)),
    )
    mask = Image.new("L", (width, height), 0)
    inset = 16 * FINE
    ImageDraw.Draw(mask).rounded_rectangle(
        (inset, inset, width - inset - 1, height - inset - 1), radius=44 * FINE, fill=255
    )
    image.paste(face, mask=mask)
    box = tuple(side * FINE for side in panel)
    ImageDraw.Draw(image).rounded_rectangle(box, radius=32 * FINE, fill=WHITE)
    return image.reduce(FINE)


def _panel_box() -> Box:
    """Where the QR stands: a white square at the right, halfway up."""
    width, height = CARD_SIZE
    side = CARD_QR_SIDE + 24  # the code brings its own quiet zone; this keeps it inside the round corners
    top = (height - side) // 2
    return (width - MARGIN - side, top, width - MARGIN, top + side)


def _head(image: Image.Image, card: Card | Stamps, assets: Path, ink: Colour, room: int) -> None:
    left = MARGIN
    if logo := _logo(assets, card.logo):
        mark = ImageOps.contain(logo, (96, 96))
        plate = _plate((112, 112), 24)
        image.paste(WHITE, (left, MARGIN), plate)
        image.paste(mark, (left + (112 - mark.width) // 2, MARGIN + (112 - mark.height) // 2), mark)
        left += 112 + 24
    if _drawable(card.brand):
        font = _font_to_fit(card.brand, room - (left - MARGIN), 52)
        ImageDraw.Draw(image).text((left, MARGIN + 56), card.brand, font=font, fill=ink, anchor="lm")


def _bar(image: Image.Image, card: Card, accent: Colour, ink: Colour, room: int) -> None:
    """The tier's name and the way to the next one, at the bottom left."""
    draw = ImageDraw.Draw(image)
    bottom = CARD_SIZE[1] - MARGIN
    progress = card.progress_percent
    line = bottom - (56 if progress is not None else 24)
    if _drawable(card.tier):
        space = room if progress is None else room - 110
        draw.text((MARGIN, line), card.tier, font=_font_to_fit(card.tier, space, 36), fill=ink, anchor="lm")
    if progress is None:
        return
    share = min(max(progress, 0), 100)
    draw.text((MARGIN + room, line), f"{share}%", font=_font(32), fill=ink, anchor="rm")
    _pill(image, (MARGIN, bottom - 24, MARGIN + room, bottom), _mixed(accent, ink, 0.28))
    if share:
        # Never shorter than its own round ends.
        filled = max(room * share // 100, 24)
        _pill(image, (MARGIN, bottom - 24, MARGIN + filled, bottom), ink)


# ---------------------------------------------------------------------- stamps


@lru_cache(maxsize=256)
def _stamps_png(picture: Stamps, assets: Path) -> bytes:
    """Circles in the brand's colour on white, the full ones ticked, and after them the gift."""
    accent, width, height = _colour(picture.accent), *CARD_SIZE
    dark = _dark(picture.accent)
    box = (MARGIN, 200, width - MARGIN, height - MARGIN)
    image = _background(accent, box)
    ink = WHITE if contrast(accent, WHITE) >= TEXT_CONTRAST else INK
    _head(image, picture, assets, ink, width - 2 * MARGIN)
    count = picture.needed + 1
    cell, columns = _cell(count, box[2] - box[0] - 32, box[3] - box[1] - 32)
    rows = -(-count // columns)
    side = max(cell * 4 // 5, 1)
    for place in range(count):
        row, column = divmod(place, columns)
        in_row = min(columns, count - row * columns)
        left = (box[0] + box[2] - in_row * cell) // 2 + column * cell + (cell - side) // 2
        top = (box[1] + box[3] - rows * cell) // 2 + row * cell + (cell - side) // 2
        if place == picture.needed:
            image.paste(dark, (left, top), _gift(side))
            continue
        is_full = place < picture.filled
        image.paste(dark if is_full else _mixed(dark, WHITE, 0.78), (left, top), _plate((side, side), side // 2))
        if is_full:
            image.paste(WHITE, (left, top), _tick(side))
        else:
            ring = max(side // 14, 2)
            image.paste(WHITE, (left + ring, top + ring), _plate((side - 2 * ring,) * 2, side // 2 - ring))
    return _encoded(image)


def _cell(count: int, width: int, height: int) -> tuple[int, int]:
    """The largest square cell in which so many find room, and how many of them stand in a row."""
    best = max(range(1, count + 1), key=lambda columns: min(width // columns, height // -(-count // columns)))
    return min(width // best, height // -(-count // best), 190), best


def _tick(side: int) -> Image.Image:
    mask = Image.new("L", (side * FINE, side * FINE), 0)
    points = [(round(x * side * FINE), round(y * side * FINE)) for x, y in ((0.28, 0.53), (0.44, 0.68), (0.73, 0.36))]
    ImageDraw.Draw(mask).line(points, fill=255, width=max(side * FINE // 10, 2), joint="curve")
    return mask.reduce(FINE)


def _gift(side: int) -> Image.Image:
    """A box with a ribbon and a bow."""
    mask = Image.new("L", (side * FINE, side * FINE), 0)
    draw, unit = ImageDraw.Draw(mask), side * FINE / 20
    for left, top, right, bottom, shade in ((3, 10, 17, 18, 255), (2, 6, 18, 10, 255), (9, 6, 11, 18, 0)):
        draw.rectangle([round(edge * unit) for edge in (left, top, right, bottom)], fill=shade)
    draw.line(
        [(round(3 * unit), round(10 * unit)), (round(17 * unit), round(10 * unit))], fill=0, width=round(unit / 2)
    )
    for left in (4, 10):
        loop = [round(edge * unit) for edge in (left, 2, left + 6, 6)]
        draw.ellipse(loop, outline=255, width=max(round(unit * 1.2), 1))
    return mask.reduce(FINE)


def _pill(image: Image.Image, box: Box, colour: Colour) -> None:
    size = (box[2] - box[0], box[3] - box[1])
    image.paste(colour, box, _plate(size, size[1] // 2))


def _plate(size: tuple[int, int], radius: int) -> Image.Image:
    """A mask with round corners."""
    mask = Image.new("L", (size[0] * FINE, size[1] * FINE), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius=radius * FINE, fill=255)
    return mask.reduce(FINE)


# ---------------------------------------------------------------------- letters


def _drawable(text: str) -> bool:
    return bool(text) and text.isprintable() and all(map(_known, text))


@lru_cache(maxsize=1024)
def _known(letter: str) -> bool:
    font = _font(32)
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(NO_LETTER))


def _spaced(code: str) -> str:
    """The typed code in groups that an eye can hold: 123456 as 123 456, 12345678 as 1234 5678."""
    if not _drawable(code):
        return ""
    if " " in code or "-" in code:
        return code
    size = 4 if len(code) % 4 == 0 and len(code) > 6 else 3
    return "  ".join(" ".join(code[start : start + size]) for start in range(0, len(code), size))


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def _font_to_fit(text: str, room: int, size: int) -> ImageFont.FreeTypeFont:
    """The largest size up to `size` at which the text is at most `room` pixels wide."""
    font = _font(size)
    width = font.getlength(text)
    return font if width <= room else _font(max(int(size * room / width), 10))


# ---------------------------------------------------------------------- the logo


def _put_in_middle(image: Image.Image, logo: Image.Image) -> None:
    side = int(image.width * LOGO_PART)
    left = (image.width - side) // 2
    image.paste(WHITE, (left, left), _plate((side, side), side // 6))
    mark = ImageOps.contain(logo, (side * 4 // 5, side * 4 // 5))
    image.paste(mark, ((image.width - mark.width) // 2, (image.height - mark.height) // 2), mark)


@lru_cache(maxsize=16)
def _logo(assets: Path, name: str) -> Image.Image | None:
    """The logo with its transparency, or None: a picture without a logo is better than none."""
    if not name:
        return None
    path = (assets / name).resolve()
    if not path.is_relative_to(assets.resolve()):
        log.warning("A logo must lie beside its programme file", logo=name)
        return None
    try:
        with Image.open(path) as logo:
            return ImageOps.contain(logo.convert("RGBA"), (512, 512))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        log.warning("A logo cannot be read; pictures go without", logo=name, error=type(error).__name__)
        return None


# ---------------------------------------------------------------------- colours


def _colour(name: str) -> Colour:
    """Any colour that Pillow can name; black for what is none."""
    try:
        red, green, blue = ImageColor.getrgb(name)[:3]
    except ValueError:
        return BLACK
    return (red, green, blue)


def _dark(name: str) -> Colour:
    """The colour for modules: the brand's if it is dark enough on white, else black."""
    colour = _colour(name)
    return colour if contrast(colour, WHITE) >= MODULE_CONTRAST else BLACK


def _mixed(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()
