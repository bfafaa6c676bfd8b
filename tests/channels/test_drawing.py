"""Pictures: what a phone's camera and an eye can get out of them."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageDraw

from channels import drawing
from screens.screen import Card, Qr, Stamps, Upload

LINK = "https://t.me/corner_coffee_bot?start=r_7QmX2pLs0Az"
QUIET = drawing.QUIET_MODULES


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    logo = Image.new("RGBA", (200, 120), (0, 0, 0, 0))
    ImageDraw.Draw(logo).ellipse((0, 0, 199, 119), fill=(200, 30, 60, 255))
    logo.save(tmp_path / "logo.png")
    return tmp_path


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def count_of(image: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many pixels have this very colour."""
    return {found: count for count, found in image.getcolors(1 << 24) or []}.get(colour, 0)


def modules_of(image: Image.Image, left: int, top: int, pixels: int, count: int) -> list[list[bool]]:
    """What a camera sees at the middle of each module: dark or light."""

    def is_dark(x: int, y: int) -> bool:
        spot = image.getpixel((left + x * pixels + pixels // 2, top + y * pixels + pixels // 2))
        assert isinstance(spot, tuple)
        return sum(spot) < 3 * 140

    return [[is_dark(x, y) for x in range(count)] for y in range(count)]


def expected(content: str) -> list[list[bool]]:
    code = segno.make(content, error="h", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]


def wrong_modules(seen: list[list[bool]], wanted: list[list[bool]]) -> int:
    return sum(a != b for row, other in zip(seen, wanted, strict=True) for a, b in zip(row, other, strict=True))


def test_a_qr_reads_back_module_by_module(assets: Path) -> None:
    image = opened(drawing.png(Qr(LINK, "#0f766e"), assets))
    wanted = expected(LINK)
    pixels = image.width // (len(wanted) + 2 * QUIET)

    seen = modules_of(image, QUIET * pixels, QUIET * pixels, pixels, len(wanted))

    assert seen == wanted


def test_a_logo_hides_far_less_than_the_code_can_restore(assets: Path) -> None:
    image = opened(drawing.png(Qr(LINK, "#0f766e", "logo.png"), assets))
    wanted = expected(LINK)
    pixels = image.width // (len(wanted) + 2 * QUIET)

    seen = modules_of(image, QUIET * pixels, QUIET * pixels, pixels, len(wanted))

    # Level H restores 30 % of the codewords.
    assert 0 < wrong_modules(seen, wanted) < 0.06 * len(wanted) ** 2


def test_the_quiet_zone_is_white_and_the_modules_are_the_brands(assets: Path) -> None:
    image = opened(drawing.png(Qr(LINK, "#0f766e"), assets))
    pixels = image.width // (len(expected(LINK)) + 2 * QUIET)

    assert image.getpixel((1, 1)) == (255, 255, 255)
    assert image.getpixel((QUIET * pixels + 1, QUIET * pixels + 1)) == (0x0F, 0x76, 0x6E)


@pytest.mark.parametrize("accent", ["#ffd54f", "#7dd3fc", "no colour at all"])
def test_an_accent_too_pale_to_scan_gives_way_to_black(assets: Path, accent: str) -> None:
    image = opened(drawing.png(Qr(LINK, accent), assets))
    pixels = image.width // (len(expected(LINK)) + 2 * QUIET)

    assert image.getpixel((QUIET * pixels + 1, QUIET * pixels + 1)) == (0, 0, 0)


def test_a_cards_qr_reads_back(assets: Path) -> None:
    card = Card("kopilka:482917", "482917", "Corner Coffee", "#0f766e", "logo.png", "Silver", 64)
    image = opened(drawing.png(card, assets))
    wanted = expected(card.content)
    pixels = drawing.CARD_QR_SIDE // (len(wanted) + 2 * QUIET)
    side = pixels * (len(wanted) + 2 * QUIET)
    left, top, right, bottom = drawing._panel_box()

    seen = modules_of(
        image,
        (left + right - side) // 2 + QUIET * pixels,
        (top + bottom - side) // 2 + QUIET * pixels,
        pixels,
        len(wanted),
    )

    assert image.size == (1000, 620)
    assert seen == wanted


@pytest.mark.parametrize(
    "card",
    [
        Card("x", "482917", "Кофейня у дома", "#f5c518", tier="Серебро", progress_percent=0),
        Card("x", "AB12-CD34", "A name that is much longer than the room that a card has for it", "#000"),
        Card("x", "", "", "#ffffff", tier="Gold", progress_percent=250),
        Card("x" * 200, "1" * 40, '<b>&"\u202e😀', "red", logo="absent.png", progress_percent=-5),
    ],
)
def test_a_card_is_drawn_whatever_the_brand_says(assets: Path, card: Card) -> None:
    assert opened(drawing.png(card, assets)).size == (1000, 620)


@pytest.mark.parametrize("name", ["Кофейня у дома", "Ёлки № 5 — за 100 ₽", "Żółć & Größe", "Кав’ярня «Їжак»"])
def test_names_in_latin_and_cyrillic_are_written_on_the_card(assets: Path, name: str) -> None:
    bare = drawing.png(Card("x", "482917", "", "#0f766e"), assets)

    assert drawing.png(Card("x", "482917", name, "#0f766e"), assets) != bare
    assert drawing.png(Card("x", "482917", "", "#0f766e", tier=name), assets) != bare


@pytest.mark.parametrize("name", ["קפה", "咖啡", "Coffee ☕😀", "turned \u202e round", "two\nlines"])
def test_a_name_that_the_letters_do_not_cover_is_left_to_the_caption(assets: Path, name: str) -> None:
    bare = drawing.png(Card("x", "482917", "", "#0f766e"), assets)

    assert drawing.png(Card("x", "482917", name, "#0f766e", tier=name), assets) == bare


@pytest.mark.parametrize("needed", [1, 2, 5, 6, 10, 37, 100])
def test_a_stamp_card_of_any_size_fits_its_picture(assets: Path, needed: int) -> None:
    for filled in (0, needed // 2, needed):
        image = opened(drawing.png(Stamps(filled, needed, "Corner Coffee", "#a3345b", "logo.png"), assets))

        left, top, right, bottom = drawing.MARGIN, 200, image.width - drawing.MARGIN, image.height - drawing.MARGIN
        edge = [image.getpixel((x, y)) for x in range(left + 40, right - 40, 7) for y in (top + 6, bottom - 6)]
        assert image.size == (1000, 620)
        assert set(edge) == {(255, 255, 255)}, "a circle runs over the edge of its panel"


def test_each_stamp_fills_a_circle_in_the_brands_colour(assets: Path) -> None:
    def coloured(filled: int) -> int:
        image = opened(drawing.png(Stamps(filled, 5, "Corner Coffee", "#a3345b"), assets))
        inside = image.crop((drawing.MARGIN, 200, image.width - drawing.MARGIN, image.height - drawing.MARGIN))
        return count_of(inside, (0xA3, 0x34, 0x5B))

    areas = [coloured(filled) for filled in range(6)]

    steps = [after - before for before, after in pairwise(areas)]
    assert min(steps) > 8_000
    assert max(steps) - min(steps) < 50


@pytest.mark.parametrize("accent", ["#ffffff", "#f5c518", "no colour at all"])
def test_a_stamp_card_is_seen_whatever_the_brands_colour(assets: Path, accent: str) -> None:
    image = opened(drawing.png(Stamps(3, 5, '<b>"\u202e😀', accent, "absent.png"), assets))

    assert count_of(image, (0, 0, 0)) > 20_000


def test_a_logo_outside_its_folder_is_not_read(assets: Path) -> None:
    inner = assets / "programme"
    inner.mkdir()

    with_other = drawing.png(Qr(LINK, "#0f766e", "../logo.png"), inner)

    assert with_other == drawing.png(Qr(LINK, "#0f766e"), inner)


def test_a_broken_logo_leaves_a_picture_without_one(assets: Path) -> None:
    (assets / "broken.png").write_bytes(b"not a picture")

    assert drawing.png(Qr(LINK, "#0f766e", "broken.png"), assets) == drawing.png(Qr(LINK, "#0f766e"), assets)


def test_an_upload_goes_as_it_came(assets: Path) -> None:
    assert drawing.png(Upload("a.jpg", b"bytes"), assets) == b"bytes"
