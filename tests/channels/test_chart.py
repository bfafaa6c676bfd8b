"""Figures as pictures: what an eye, here an array of pixels, can read off them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from channels import drawing, paint
from channels.chart import BARS_MAX
from screens.screen import Bar, Chart, Grid, Media

ACCENT = "#0f766e"
COLOUR = (0x0F, 0x76, 0x6E)
WHITE = (255, 255, 255)
AXES = ("Давность", "Frequency", "Money")


def seen(picture: Chart | Grid) -> Image.Image:
    image = Image.open(BytesIO(drawing.png(picture, Path())))
    assert image.format == "PNG"
    return image.convert("RGB")


def a_chart(*bars: Bar, **more: object) -> Chart:
    return Chart("Конверсия, conversion", bars, **({"accent": ACCENT} | more))  # type: ignore[arg-type]


def count_of(image: Image.Image, colour: tuple[int, int, int]) -> int:
    return {found: count for count, found in image.getcolors(1 << 24) or []}.get(colour, 0)


def test_bars_are_as_long_as_their_values() -> None:
    areas = [count_of(seen(a_chart(Bar("A", 100), Bar("B", value))), COLOUR) for value in (0, 25, 50, 100)]

    full = areas[3] - areas[0]
    assert full > 25_000
    assert [round((area - areas[0]) / full, 1) for area in areas] == [0, 0.2, 0.5, 1]


def test_negative_values_go_to_the_left_of_zero_and_intervals_have_ends() -> None:
    bare = seen(a_chart(Bar("A", 5), Bar("B", -5)))
    whiskers = seen(a_chart(Bar("A", 5, low=-1, high=8), Bar("B", -5, low=-9, high=0)))

    columns = [[x for x in range(bare.width) if bare.getpixel((x, y)) == COLOUR] for y in (186, 302)]
    assert min(columns[0]) > max(columns[1])
    assert count_of(whiskers, paint.INK) > count_of(bare, paint.INK) + 1_000


@pytest.mark.parametrize(
    "chart",
    [
        a_chart(),
        a_chart(Bar("", 0)),
        a_chart(Bar("x" * 300, 1e12, "9" * 60, 0, 2e12), unit="у" * 200),
        a_chart(*(Bar(f"{number}", number) for number in range(40)), others=(Bar("", 1),), legend=("", "w" * 300)),
        a_chart(Bar('<b>"\u202e😀\n', -3, "☕", -3, -3)),
    ],
)
def test_a_chart_of_anything_stays_inside_its_edges_and_inside_what_telegram_takes(chart: Chart) -> None:
    image = seen(chart)

    assert image.width == 1000
    assert image.height <= 208 + 168 * BARS_MAX
    edge = [image.getpixel((x, y)) for y in range(image.height) for x in (0, 3, image.width - 4, image.width - 1)]
    assert set(edge) == {WHITE}


@pytest.mark.parametrize("accent", ["#ffffff", "#f5c518", "no colour at all", "#000000"])
def test_bars_are_seen_whatever_the_brands_colour(accent: str) -> None:
    middle = seen(a_chart(Bar("A", 9), accent=accent)).getpixel((200, 186))

    assert isinstance(middle, tuple)
    assert paint.contrast((middle[0], middle[1], middle[2]), WHITE) >= 3


def test_of_the_cells_the_fullest_is_the_deepest_and_the_best_stands_at_the_top_right() -> None:
    best = seen(Grid("RFM", (0,) * 26 + (1_234_567,), ACCENT, AXES))
    worst = seen(Grid("RFM", (40,) + (0,) * 26, ACCENT, AXES))
    nobody = seen(Grid("RFM", (0,) * 27, ACCENT, AXES))

    def deep(image: Image.Image) -> list[tuple[int, int]]:
        return [
            (x, y) for x in range(0, 1000, 5) for y in range(0, image.height, 5) if image.getpixel((x, y)) == COLOUR
        ]

    assert min(x for x, _ in deep(best)) > 800
    assert max(y for _, y in deep(best)) < 250
    assert max(x for x, _ in deep(worst)) < 250
    assert min(y for _, y in deep(worst)) > 300
    assert deep(nobody) == []


def test_a_file_that_only_a_messenger_has_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        drawing.png(Media("photo", "telegram", "AgAC"), Path())
