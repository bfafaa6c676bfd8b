"""QR codes in pictures: read from poor photos, never from noise, and no picture costs more than it may."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from channels import drawing
from channels.qr_reader import PIXELS_MAX, TEXT_MAX, TooManyPixels, qr_texts
from screens.screen import Card, Qr
from tests.channels.photographs import a_bomb, a_code, as_file, photographed

LINK = "https://t.me/corner_coffee_bot?start=c_482913"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_at_a_slant_is_read(kind: str) -> None:
    assert qr_texts(as_file(photographed(LINK), kind)) == (LINK,)


def test_the_cards_and_codes_that_we_draw_are_read(tmp_path: Path) -> None:
    card = Card(
        content=LINK, code="482913", brand="Corner", tier="Gold", progress_percent=40, accent="#7a1f3d", logo=""
    )

    assert qr_texts(drawing.png(card, tmp_path)) == (LINK,)
    assert qr_texts(drawing.png(Qr(LINK, "#7a1f3d", ""), tmp_path)) == (LINK,)


def test_other_alphabets_are_read() -> None:
    assert qr_texts(as_file(a_code("ПОДАРОК 500 ₽"))) == ("ПОДАРОК 500 ₽",)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_way_to_keep_colours_is_understood(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert qr_texts(as_file(a_code(LINK).convert(mode), kind)) == (LINK,)


def test_what_is_transparent_is_seen_on_white() -> None:
    shape = a_code(LINK).convert("L").point(lambda value: 255 - value)
    code = Image.new("RGBA", shape.size, (0, 0, 0, 0))
    code.paste((0, 0, 0, 255), mask=shape)

    assert qr_texts(as_file(code, "PNG")) == (LINK,)


def test_all_codes_of_one_picture_are_read() -> None:
    wall = Image.new("RGB", (1400, 600), "white")
    wall.paste(a_code("first"), (20, 20))
    wall.paste(a_code("second"), (800, 100))

    assert sorted(qr_texts(as_file(wall))) == ["first", "second"]


def test_a_text_is_one_line_that_a_keyboard_could_have_typed() -> None:
    assert qr_texts(as_file(a_code("GIFT\x00\n\t500\u202e"))) == ("GIFT 500",)


def test_a_long_text_is_cut() -> None:
    (text,) = qr_texts(as_file(a_code("Q" * (TEXT_MAX + 200), scale=4), "PNG"))

    assert text == "Q" * TEXT_MAX


def test_a_picture_of_nothing_says_nothing() -> None:
    assert qr_texts(as_file(Image.new("RGB", (800, 600), "teal"))) == ()


def test_noise_full_of_corners_says_nothing() -> None:
    """So that no six digits of nobody's are ever sent in a customer's name."""
    corner = Image.new("L", (7, 7), 0)
    corner.paste(255, (1, 1, 6, 6))
    corner.paste(0, (2, 2, 5, 5))
    dice = random.Random(1)
    noise = Image.new("L", (1600, 1600), 255)
    for _ in range(8000):
        noise.paste(corner.resize((14, 14), Image.Resampling.NEAREST), (dice.randrange(1580), dice.randrange(1580)))

    assert qr_texts(as_file(noise, "PNG")) == ()


def test_a_phones_largest_photo_is_read() -> None:
    table = Image.new("RGB", (5700, 4300), "white")
    table.paste(a_code(LINK, scale=40), (900, 900))

    assert qr_texts(as_file(table)) == (LINK,)


@pytest.mark.parametrize("picture", [as_file(Image.new("1", (PIXELS_MAX // 100 + 1, 100)), "PNG"), a_bomb()])
def test_a_picture_of_too_many_pixels_is_never_unpacked(picture: bytes) -> None:
    """The second claims more than Pillow itself would open."""
    with pytest.raises(TooManyPixels):
        qr_texts(picture)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_kinds_that_nobody_photographs_in_are_not_opened(kind: str) -> None:
    with pytest.raises(OSError, match="cannot identify"):
        qr_texts(as_file(a_code(LINK), kind))
