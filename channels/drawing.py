"""Pictures of cards and QR codes in the brand's colour, with its logo."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import segno
import structlog
from PIL import Image, ImageDraw, ImageOps

from channels import chart, paint
from channels.paint import Box, Colour
from screens.screen import Card, Chart, Grid, Media, Picture, Qr, Stamps, Upload

QR_SIDE = 760
QUIET_MODULES = 4
# What covers the middle, in parts of the side: 4 % of the modules, while level H corrects 30 % of the codewords.
LOGO_PART = 0.2
TEXT_CONTRAST = 3.0

CARD_SIZE = (1000, 620)
CARD_QR_SIDE = 420
MARGIN = 56

log = structlog.get_logger()


def png(picture: Picture, assets: Path) -> bytes:
    """Return the picture as PNG, an Upload as it came. Slow: call it in a thread. assets: the folder of logo files.

    Raises ValueError for a Media, which only its own messenger has.
    """
    match picture:
        case Qr():
            return _qr_png(picture, assets)
        case Card():
            return paint.encoded(_card(picture, assets))
        case Stamps():
            return _stamps_png(picture, assets)
        case Chart() | Grid():
            return paint.encoded(chart.drawn(picture))
        case Upload():
            return picture.content
        case Media():
            raise ValueError("a file that a messenger keeps cannot be drawn")


@lru_cache(maxsize=256)
def _qr_png(picture: Qr, assets: Path) -> bytes:
    image = qr(picture.content, paint.dark(picture.accent), QR_SIDE)
    if logo := _logo(assets, picture.logo):
        _put_in_middle(image, logo)
    return paint.encoded(image)


def qr(content: str, colour: Colour, side: int) -> Image.Image:
    """Draw a QR code of level H with its quiet zone; `side` pixels at most, so that every module is whole pixels."""
    code = segno.make(content, error="h", micro=False, boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    modules = len(rows) + 2 * QUIET_MODULES
    image = Image.new("RGB", (modules, modules), paint.WHITE)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), colour)
    pixels = max(side // modules, 1) * modules
    return image.resize((pixels, pixels), Image.Resampling.NEAREST)


# ---------------------------------------------------------------------- the card


def _card(card: Card, assets: Path) -> Image.Image:
    accent = paint.colour(card.accent)
    ink = paint.WHITE if paint.contrast(accent, paint.WHITE) >= TEXT_CONTRAST else paint.INK
    panel = _panel_box()
    image = _background(accent, panel)
    code = qr(card.content, paint.dark(card.accent), CARD_QR_SIDE)
    image.paste(code, ((panel[0] + panel[2] - code.width) // 2, (panel[1] + panel[3] - code.height) // 2))
    room = panel[0] - 2 * MARGIN
    _head(image, card, assets, ink, room)
    _bar(image, card, accent, ink, room)
    digits = _spaced(card.code)
    if digits:
        font = paint.font_to_fit(digits, room, 84)
        ImageDraw.Draw(image).text((MARGIN, CARD_SIZE[1] // 2), digits, font=font, fill=ink, anchor="lm")
    return image


def _background(accent: Colour, panel: Box) -> Image.Image:
    """The card on a deeper tone of its own colour: a photo has no transparency, and white corners glare at night."""
    width, height = (side * paint.FINE for side in CARD_SIZE)
    image = Image.new("RGB", (width, height), paint.mixed(accent, paint.BLACK, 0.22))
    face = Image.composite(
        Image.new("RGB", (width, height), paint.mixed(accent, paint.WHITE, 0.10)),
        Image.new("RGB", (width, height), paint.mixed(accent, paint.BLACK, 0.06)),
        ImageOps.invert(Image.linear_gradient("L")).resize((width, height)),
    )
    mask = Image.new("L", (width, height), 0)
    inset = 16 * paint.FINE
    ImageDraw.Draw(mask).rounded_rectangle(
        (inset, inset, width - inset - 1, height - inset - 1), radius=44 * paint.FINE, fill=255
    )
    image.paste(face, mask=mask)
    box = tuple(side * paint.FINE for side in panel)
    ImageDraw.Draw(image).rounded_rectangle(box, radius=32 * paint.FINE, fill=paint.WHITE)
    return image.reduce(paint.FINE)


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
        plate = paint.plate((112, 112), 24)
        image.paste(paint.WHITE, (left, MARGIN), plate)
        image.paste(mark, (left + (112 - mark.width) // 2, MARGIN + (112 - mark.height) // 2), mark)
        left += 112 + 24
    if paint.drawable(card.brand):
        font = paint.font_to_fit(card.brand, room - (left - MARGIN), 52)
        ImageDraw.Draw(image).text((left, MARGIN + 56), card.brand, font=font, fill=ink, anchor="lm")


def _bar(image: Image.Image, card: Card, accent: Colour, ink: Colour, room: int) -> None:
    """The tier's name and the way to the next one, at the bottom left."""
    draw = ImageDraw.Draw(image)
    bottom = CARD_SIZE[1] - MARGIN
    progress = card.progress_percent
    line = bottom - (56 if progress is not None else 24)
    if paint.drawable(card.tier):
        space = room if progress is None else room - 110
        draw.text((MARGIN, line), card.tier, font=paint.font_to_fit(card.tier, space, 36), fill=ink, anchor="lm")
    if progress is None:
        return
    share = min(max(progress, 0), 100)
    draw.text((MARGIN + room, line), f"{share}%", font=paint.font(32), fill=ink, anchor="rm")
    paint.pill(image, (MARGIN, bottom - 24, MARGIN + room, bottom), paint.mixed(accent, ink, 0.28))
    if share:
        # Never shorter than its own round ends.
        filled = max(room * share // 100, 24)
        paint.pill(image, (MARGIN, bottom - 24, MARGIN + filled, bottom), ink)


# ---------------------------------------------------------------------- stamps


@lru_cache(maxsize=256)
def _stamps_png(picture: Stamps, assets: Path) -> bytes:
    """Circles in the brand's colour on white, the full ones ticked, and after them the gift."""
    accent, width, height = paint.colour(picture.accent), *CARD_SIZE
    dark = paint.dark(picture.accent)
    box = (MARGIN, 200, width - MARGIN, height - MARGIN)
    image = _background(accent, box)
    ink = paint.WHITE if paint.contrast(accent, paint.WHITE) >= TEXT_CONTRAST else paint.INK
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
        image.paste(
            dark if is_full else paint.mixed(dark, paint.WHITE, 0.78), (left, top), paint.plate((side, side), side // 2)
        )
        if is_full:
            image.paste(paint.WHITE, (left, top), _tick(side))
        else:
            ring = max(side // 14, 2)
            image.paste(paint.WHITE, (left + ring, top + ring), paint.plate((side - 2 * ring,) * 2, side // 2 - ring))
    return paint.encoded(image)


def _cell(count: int, width: int, height: int) -> tuple[int, int]:
    """The largest square cell in which so many find room, and how many of them stand in a row."""
    best = max(range(1, count + 1), key=lambda columns: min(width // columns, height // -(-count // columns)))
    return min(width // best, height // -(-count // best), 190), best


def _tick(side: int) -> Image.Image:
    mask = Image.new("L", (side * paint.FINE, side * paint.FINE), 0)
    points = [
        (round(x * side * paint.FINE), round(y * side * paint.FINE))
        for x, y in ((0.28, 0.53), (0.44, 0.68), (0.73, 0.36))
    ]
    ImageDraw.Draw(mask).line(points, fill=255, width=max(side * paint.FINE // 10, 2), joint="curve")
    return mask.reduce(paint.FINE)


def _gift(side: int) -> Image.Image:
    """A box with a ribbon and a bow."""
    mask = Image.new("L", (side * paint.FINE, side * paint.FINE), 0)
    draw, unit = ImageDraw.Draw(mask), side * paint.FINE / 20
    for left, top, right, bottom, shade in ((3, 10, 17, 18, 255), (2, 6, 18, 10, 255), (9, 6, 11, 18, 0)):
        draw.rectangle([round(edge * unit) for edge in (left, top, right, bottom)], fill=shade)
    draw.line(
        [(round(3 * unit), round(10 * unit)), (round(17 * unit), round(10 * unit))], fill=0, width=round(unit / 2)
    )
    for left in (4, 10):
        loop = [round(edge * unit) for edge in (left, 2, left + 6, 6)]
        draw.ellipse(loop, outline=255, width=max(round(unit * 1.2), 1))
    return mask.reduce(paint.FINE)


def _spaced(code: str) -> str:
    """The typed code in groups that an eye can hold: 123456 as 123 456, 12345678 as 1234 5678."""
    if not paint.drawable(code):
        return ""
    if " " in code or "-" in code:
        return code
    size = 4 if len(code) % 4 == 0 and len(code) > 6 else 3
    return "  ".join(" ".join(code[start : start + size]) for start in range(0, len(code), size))


# ---------------------------------------------------------------------- the logo


def _put_in_middle(image: Image.Image, logo: Image.Image) -> None:
    side = int(image.width * LOGO_PART)
    left = (image.width - side) // 2
    image.paste(paint.WHITE, (left, left), paint.plate((side, side), side // 6))
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
