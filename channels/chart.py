"""Pictures of figures: bars with their intervals, and the 27 cells of RFM; wide letters, since a phone is narrow."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

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
# Letters of 24 in 1000 are eight points high on a phone.
SMALLEST = 24
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
        _write(draw, (MARGIN, y + 20), bar.label, WIDTH - 2 * MARGIN, 34)
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
    _write(draw, (end + 16, y + BAR // 2), bar.shown or f"{bar.value:g}", VALUE_ROOM - 16, 36)


def _whisker(draw: ImageDraw.ImageDraw, begin: int, end: int, y: int) -> None:
    """A line with two ends, edged in white so that it is seen on its bar as well."""
    for colour, width in ((WHITE, 10), (INK, 4)):
        more = (width - 4) // 2
        draw.line((begin - more, y, end + more, y), fill=colour, width=width)
        for x in (begin, end):
            draw.line((x, y - 13 - more, x, y + 13 + more), fill=colour, width=width)


def _legend(image: Image.Image, names: tuple[str, str], colours: tuple[Colour, Colour]) -> None:
    draw, left = ImageDraw.Draw(image), MARGIN
    for name, colour in zip(names, colours, strict=True):
        image.paste(colour, (left, HEAD - 4), paint.plate((30, 30), 8))
        left += 44 + _write(draw, (left + 44, HEAD + 11), name, WIDTH // 2 - MARGIN - 96, 32) + 48


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
    # A number is never cut.
    ImageDraw.Draw(image).text(middle, said, font=paint.font_to_fit(said, CELL - 8, 32), fill=colour, anchor="mm")


def _axes(image: Image.Image, axes: tuple[str, str, str], left: int, block: int, foot: int) -> Image.Image:
    draw = ImageDraw.Draw(image)
    recency, frequency, money = axes
    for column in range(3):
        start = left + column * (block + BLOCK_GAP)
        for score in range(3):
            x = start + score * (CELL + GAP) + CELL // 2
            draw.text((x, foot + 20), str(score + 1), font=paint.font(24), fill=SOFT, anchor="mm")
        _write(draw, (start + block // 2, foot + 62), f"{recency} {column + 1}", block, 32, anchor="mm")
    for row in range(3):
        y = HEAD + (2 - row) * (CELL + BLOCK_GAP) + CELL // 2
        draw.text((left - 16, y), str(row + 1), font=paint.font(32), fill=INK, anchor="rm")
    side = Image.new("RGB", (3 * CELL + 2 * BLOCK_GAP, 44), WHITE)
    _write(ImageDraw.Draw(side), (side.width // 2, 22), frequency, side.width, 32, anchor="mm")
    image.paste(side.rotate(90, expand=True), (4, HEAD))
    _write(draw, (WIDTH - MARGIN, foot + 118), f"1 2 3: {money}", 700, 28, SOFT, "rm")
    return image


def _strong(accent: str) -> Colour:
    """The brand's colour, no lighter than an eye tells from white."""
    colour = paint.colour(accent)
    while paint.contrast(colour, WHITE) < BAR_CONTRAST:
        colour = paint.mixed(colour, paint.BLACK, 0.12)
    return colour


def _head(draw: ImageDraw.ImageDraw, title: str, unit: str) -> None:
    room = WIDTH - 2 * MARGIN
    beside = _write(draw, (WIDTH - MARGIN, 56), unit, room // 3, 30, SOFT, "rm")
    _write(draw, (MARGIN, 56), title, room - beside - 24, 46)


def _write(
    draw: ImageDraw.ImageDraw,
    place: tuple[int, int],
    text: str,
    room: int,
    size: int,
    fill: Colour = INK,
    anchor: str = "lm",
) -> int:
    """Write in at most `room` pixels: smaller where that is still read on a phone, else cut. Return the width."""
    words = paint.without_unknown(text)
    if not words:
        return 0
    font = paint.font_to_fit(words, room, size)
    if font.size < SMALLEST:
        font = paint.font(SMALLEST)
        while words and font.getlength(f"{words}…") > room:
            words = words[:-1]
        words = f"{words.rstrip()}…"
    draw.text(place, words, font=font, fill=fill, anchor=anchor)
    return round(font.getlength(words))
