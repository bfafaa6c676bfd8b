"""Pictures of figures: bars with their intervals, and the 27 cells of RFM; wide letters, since a phone is narrow."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from channels import paint
from channels.paint import INK, WHITE, Colour
from screens.screen import Bar, Chart, Grid

WIDTH = 1000
MARGIN = 48
HEAD = 120
LEGEND = 64
BAR = 40
# From one label to the next, with one series and with two.
STEP = 116
STEP_OF_TWO = 168
VALUE_ROOM = 210
BARS_MAX = 16
CELL = 86
GAP = 8
BLOCK_GAP = 26
SOFT = (107, 114, 128)
BAR_CONTRAST = 3.0
RULE = (209, 213, 219)


def drawn(picture: Chart | Grid) -> Image.Image:
    return _chart(picture) if isinstance(picture, Chart) else _grid(picture)


# ---------------------------------------------------------------------- bars


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a value to its place in pixels."""

    low: float
    high: float
    left: int
    right: int

    def at(self, value: float) -> int:
        return self.left + round((value - self.low) / (self.high - self.low) * (self.right - self.left))


def _chart(chart: Chart) -> Image.Image:
    bars, others = chart.bars[:BARS_MAX], chart.others[:BARS_MAX]
    step = STEP_OF_TWO if others else STEP
    top = HEAD + (LEGEND if others else 0)
    image = Image.new("RGB", (WIDTH, top + step * len(bars) + MARGIN // 2), WHITE)
    draw = ImageDraw.Draw(image)
    strong = _strong(chart.accent)
    pale = paint.mixed(strong, WHITE, 0.55)
    _head(draw, chart.title, chart.unit)
    if others:
        _legend(image, chart.legend, (strong, pale))
    scale = _scale((*bars, *others))
    zero = scale.at(0)
    for row, bar in enumerate(bars):
        y = top + row * step
        label = paint.without_unknown(bar.label)
        draw.text((MARGIN, y + 20), label, font=_fitting(label, WIDTH - 2 * MARGIN, 34), fill=INK, anchor="lm")
        draw.line((zero, y + 42, zero, y + 50 + (2 * BAR + 10 if others else BAR)), fill=RULE, width=3)
        _bar(image, scale, bar, y + 46, strong)
        if row < len(others):
            _bar(image, scale, others[row], y + 46 + BAR + 10, pale)
    return image


def _scale(bars: tuple[Bar, ...]) -> _Scale:
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None]
    low, high = min((0.0, *ends)), max((0.0, *ends))
    if low == high:
        high = 1.0
    return _Scale(low, high, MARGIN, WIDTH - MARGIN - VALUE_ROOM)


def _bar(image: Image.Image, scale: _Scale, bar: Bar, y: int, fill: Colour) -> None:
    draw = ImageDraw.Draw(image)
    near, far = sorted((scale.at(0), scale.at(bar.value)))
    if far - near >= 6:
        size = (far - near, BAR)
        image.paste(fill, (near, y), paint.plate(size, min(8, size[0] // 2)))
    elif bar.value:
        draw.rectangle((near, y, near + 5, y + BAR - 1), fill=fill)
    end = far
    if bar.low is not None and bar.high is not None:
        begin, end = scale.at(bar.low), max(scale.at(bar.high), far)
        _whisker(draw, begin, scale.at(bar.high), y + BAR // 2)
    words = paint.without_unknown(bar.shown or f"{bar.value:g}")
    draw.text((end + 16, y + BAR // 2), words, font=_fitting(words, VALUE_ROOM - 16, 36), fill=INK, anchor="lm")


def _whisker(draw: ImageDraw.ImageDraw, begin: int, end: int, y: int) -> None:
    """A line with two ends, edged in white so that it is seen on its bar as well."""
    for colour, width in ((WHITE, 10), (INK, 4)):
        more = (width - 4) // 2
        draw.line((begin - more, y, end + more, y), fill=colour, width=width)
        for x in (begin, end):
            draw.line((x, y - 13 - more, x, y + 13 + more), fill=colour, width=width)


def _legend(image: Image.Image, names: tuple[str, str], colours: tuple[Colour, Colour]) -> None:
    draw, left = ImageDraw.Draw(image), MARGIN
    for name, colour in zip(map(paint.without_unknown, names), colours, strict=True):
        font = _fitting(name, (WIDTH - 2 * MARGIN) // 2 - 60, 32)
        image.paste(colour, (left, HEAD - 4), paint.plate((30, 30), 8))
        draw.text((left + 44, HEAD + 11), name, font=font, fill=INK, anchor="lm")
        left += 44 + round(font.getlength(name)) + 48


# ---------------------------------------------------------------------- cells


def _grid(grid: Grid) -> Image.Image:
    """Blocks by recency (to the right) and frequency (upwards), in each the three scores of money side by side."""
    block = 3 * CELL + 2 * GAP
    left = WIDTH - MARGIN - 3 * block - 2 * BLOCK_GAP
    foot = HEAD + 3 * CELL + 2 * BLOCK_GAP
    image = Image.new("RGB", (WIDTH, foot + 156), WHITE)
    draw = ImageDraw.Draw(image)
    _head(draw, grid.title, "")
    most = max((1, *grid.counts))
    strong = _strong(grid.accent)
    for place, count in enumerate(grid.counts[:27]):
        recency, rest = divmod(place, 9)
        frequency, money = divmod(rest, 3)
        x = left + recency * (block + BLOCK_GAP) + money * (CELL + GAP)
        y = HEAD + (2 - frequency) * (CELL + BLOCK_GAP)
        _cell(image, (x, y), count, strong, count / most)
    return _axes(image, grid.axes, left, block, foot)


def _cell(image: Image.Image, corner: tuple[int, int], count: int, strong: Colour, share: float) -> None:
    # The root, so that one full cell does not make all others look empty.
    fill = paint.mixed(paint.mixed(strong, WHITE, 0.92), strong, share**0.5)
    image.paste(fill, corner, paint.plate((CELL, CELL), 12))
    said = f"{count:,}".replace(",", "\u00a0")
    colour = WHITE if paint.contrast(fill, WHITE) >= paint.contrast(fill, INK) else INK
    middle = (corner[0] + CELL // 2, corner[1] + CELL // 2)
    ImageDraw.Draw(image).text(middle, said, font=_fitting(said, CELL - 12, 32), fill=colour, anchor="mm")


def _axes(image: Image.Image, axes: tuple[str, str, str], left: int, block: int, foot: int) -> Image.Image:
    draw = ImageDraw.Draw(image)
    recency, frequency, money = map(paint.without_unknown, axes)
    for column in range(3):
        start = left + column * (block + BLOCK_GAP)
        for score in range(3):
            x = start + score * (CELL + GAP) + CELL // 2
            draw.text((x, foot + 20), str(score + 1), font=paint.font(24), fill=SOFT, anchor="mm")
        words = f"{recency} {column + 1}"
        font = _fitting(words, block, 32)
        draw.text((start + block // 2, foot + 62), words, font=font, fill=INK, anchor="mm")
    for row in range(3):
        y = HEAD + (2 - row) * (CELL + BLOCK_GAP) + CELL // 2
        draw.text((left - 16, y), str(row + 1), font=paint.font(32), fill=INK, anchor="rm")
    side = Image.new("RGB", (3 * CELL + 2 * BLOCK_GAP, 44), WHITE)
    ImageDraw.Draw(side).text(
        (side.width // 2, 22), frequency, font=_fitting(frequency, side.width, 32), fill=INK, anchor="mm"
    )
    image.paste(side.rotate(90, expand=True), (4, HEAD))
    legend = f"1 2 3: {money}"
    draw.text((WIDTH - MARGIN, foot + 118), legend, font=_fitting(legend, 700, 28), fill=SOFT, anchor="rm")
    return image


def _strong(accent: str) -> Colour:
    """The brand's colour, no lighter than an eye tells from white."""
    colour = paint.colour(accent)
    while paint.contrast(colour, WHITE) < BAR_CONTRAST:
        colour = paint.mixed(colour, paint.BLACK, 0.12)
    return colour


def _head(draw: ImageDraw.ImageDraw, title: str, unit: str) -> None:
    said, beside = paint.without_unknown(title), paint.without_unknown(unit)
    room = WIDTH - 2 * MARGIN
    small = _fitting(beside, room // 3, 30)
    font = _fitting(said, room - round(small.getlength(beside)) - 24, 46)
    draw.text((MARGIN, 56), said, font=font, fill=INK, anchor="lm")
    draw.text((WIDTH - MARGIN, 56), beside, font=small, fill=SOFT, anchor="rm")


def _fitting(text: str, room: int, size: int) -> FreeTypeFont:
    return paint.font_to_fit(text, room, size) if text else paint.font(size)
