"""What a chat changes in a campaign, and the times that are typed for its start."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rules import campaign_edit as edit
from rules.campaign import Campaign, Media
from rules.campaign_edit import DraftInvalid
from rules.campaign_when import WhenInvalid, clock_time, when

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # noon in Moscow
PHOTO = Media(kind="photo", channel="telegram", reference="AgAC")


def a_draft(html: str = "Hello, <b>{name|friend}</b>!", media: Media | None = None) -> Campaign:
    return edit.started("c1", html, media, "en")


def refused(what: object, *values: object) -> str:
    with pytest.raises(DraftInvalid) as caught:
        what(*values)  # type: ignore[operator]
    return str(caught.value.facts["why"])


def test_a_first_message_makes_a_draft_for_everybody() -> None:
    draft = a_draft()

    assert draft.title == "Hello, friend!"
    assert edit.said(draft, "a", "en", "You have {balance}.", None).title == "You have …."
    assert edit.said(edit.changed(draft, title="Mine"), "a", "en", "You have {balance}.", None).title == "Mine"
    assert (draft.audience, draft.variants[0].name, draft.control_percent) == ("", "a", 0)


def test_a_text_in_another_language_leaves_the_first_and_the_picture() -> None:
    draft = edit.said(a_draft(media=PHOTO), "a", "ru", "Привет!", None)

    assert set(draft.variants[0].message.text) == {"en", "ru"}
    assert draft.variants[0].message.media == PHOTO
    assert set(edit.without_language(draft, "a", "en").variants[0].message.text) == {"ru"}
    assert edit.without_variant(draft, "a") == draft
    assert edit.without_media(draft, "a").variants[0].message.media is None


def test_what_a_message_cannot_be_is_named() -> None:
    assert refused(edit.started, "c1", "  ", None, "en") == "empty"
    assert refused(edit.started, "c1", "", PHOTO, "en") == "no_caption"
    assert refused(edit.started, "c1", "x" * 3501, None, "en") == "too_long"
    assert refused(edit.started, "c1", "x" * 901, PHOTO, "en") == "caption_too_long"
    assert refused(edit.started, "c1", '<a href="https://shop.example">x</a>' * 100, None, "en") == "too_long"


def test_a_new_variant_differs_in_its_words_alone() -> None:
    draft = edit.with_button(a_draft(), "a", edit.button_of("Menu https://shop.example", "en"))
    draft = edit.offering(draft, "a", "coffee")

    draft, name = edit.with_variant(draft, "Come back!", None, "en")

    second = draft.variant(name)
    assert second is not None
    assert name == "b"
    assert (second.offer, len(second.message.buttons)) == ("coffee", 1)
    assert [one.share for one in edit.shared(draft, edit.shares_of(draft, "70/30")).variants] == [70, 30]
    assert refused(edit.shares_of, draft, "70") == "share"
    assert refused(edit.shared, draft, {"a": 0}) == "share"
    for _ in range(3):
        draft, name = edit.with_variant(draft, "Come back!", None, "en")
    assert refused(edit.with_variant, draft, "One more", None, "en") == "variants"
    draft, name = edit.with_variant(edit.without_variant(draft, "b"), "Again", None, "en")
    assert name == "b"


@pytest.mark.parametrize(
    ("words", "labels", "url"),
    [
        ("Menu https://shop.example/menu?a=1", {"ru": "Menu"}, "https://shop.example/menu?a=1"),
        ("Наше меню — https://shop.example", {"ru": "Наше меню"}, "https://shop.example"),
        ("Меню | en: Menu https://shop.example", {"ru": "Меню", "en": "Menu"}, "https://shop.example"),
        ("Меню\nhttps://shop.example", {"ru": "Меню"}, "https://shop.example"),
    ],
)
def test_a_button_is_typed_as_its_label_and_its_link(words: str, labels: dict[str, str], url: str) -> None:
    button = edit.button_of(words, "ru")

    assert (button.label, button.url) == (labels, url)


def test_buttons_that_cannot_be_are_named() -> None:
    for words in ("Menu shop.example", "Menu", "Menu https://", "Menu ftp://shop.example", "Menu javascript:x"):
        assert refused(edit.button_of, words, "en") == "link"
    assert refused(edit.button_of, "Menu https://user:password@shop.example/", "en") == "link"
    assert refused(edit.button_of, "\u200b https://shop.example", "en") == "label"
    assert refused(edit.button_of, "https://shop.example", "en") == "label"
    assert refused(edit.button_of, "x" * 41 + " https://shop.example", "en") == "label"
    draft = a_draft()
    for _ in range(4):
        draft = edit.with_button(draft, "a", edit.opening({"en": "Card"}, "card"))
    assert refused(edit.with_button, draft, "a", edit.opening({"en": "Card"}, "card")) == "buttons"
    assert len(edit.without_button(draft, "a", 1).variants[0].message.buttons) == 3


def test_days_marks_and_titles_are_checked() -> None:
    assert edit.attributed(a_draft(), " 30 ").attribution_days == 30
    for words in ("0", "91", "-1", "week", "٣"):
        assert refused(edit.attributed, a_draft(), words) == "days"
    with pytest.raises(DraftInvalid) as caught:
        edit.changed(a_draft(), erid="no-dashes")
    assert caught.value.facts["why"] == "erid"
    assert edit.changed(edit.changed(a_draft(), at=time(9, 5)), title="Kept as JSON").at == time(9, 5)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("27.11 10:00", "2026-11-27 10:00"),
        ("27.11.2026 10:00", "2026-11-27 10:00"),
        ("27/11/26, 10:00", "2026-11-27 10:00"),
        ("tomorrow 10:00", "2026-11-23 10:00"),
        ("Завтра в 10:00", "2026-11-23 10:00"),
        ("послезавтра 9.30", "2026-11-24 09:30"),
        ("today at 18:05", "2026-11-22 18:05"),
        ("2026-12-01 10:00", "2026-12-01 10:00"),
        ("12:30", "2026-11-22 12:30"),
        ("11:30", "2026-11-23 11:30"),
        ("3.1 10:00", "2027-01-03 10:00"),
    ],
)
def test_a_start_is_typed_by_the_clock_of_the_shop(words: str, at: str) -> None:
    assert when(words, NOW, MOSCOW).astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M") == at


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("soon", "unreadable"),
        ("31.02 10:00", "unreadable"),
        ("27.11 25:00", "unreadable"),
        ("27.11", "unreadable"),
        ("someday 10:00", "unreadable"),
        ("", "unreadable"),
        ("9999999999", "unreadable"),
        ("22.11 11:59", "past"),
        ("today 10:00", "past"),
        ("1.1.2020 10:00", "past"),
        ("27.11.2030 10:00", "far"),
        ("0001-01-01 00:00", "past"),
        ("9999-12-31 23:59", "far"),
    ],
)
def test_a_time_that_cannot_be_is_refused(words: str, why: str) -> None:
    with pytest.raises(WhenInvalid) as caught:
        when(words, NOW, MOSCOW)
    assert caught.value.facts["why"] == why


def test_a_time_of_day_is_typed_by_its_hours_and_minutes() -> None:
    assert clock_time(" 9:05 ") == time(9, 5)
    for words in ("24:00", "10", "ten"):
        with pytest.raises(WhenInvalid):
            clock_time(words)
