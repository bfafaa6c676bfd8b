"""Raw updates of the Bot API as what they mean to us."""

from __future__ import annotations

from typing import Any

import pytest

from channels.incoming import Incoming, Left, Person, Pressed, Returned, Said, SharedContact, Started, Unreadable
from channels.telegram.incoming import Place, read

ANNA = {"id": 7, "is_bot": False, "first_name": "Anna", "last_name": "K", "language_code": "ru"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Anna"}
PERSON = Person("telegram", "7", "7", "Anna K", "ru")


def a_message(**content: Any) -> dict[str, Any]:
    message = {"message_id": 3, "date": 1_700_000_000, "chat": PRIVATE, "from": ANNA} | content
    return {"update_id": 42, "message": message}


def a_press(message: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
    message = message or {"message_id": 3, "date": 1_700_000_000, "chat": PRIVATE, "text": "Menu"}
    query = {"id": "press-1", "from": ANNA, "chat_instance": "1", "data": "history:2", "message": message} | content
    return {"update_id": 42, "callback_query": query}


def a_change(was: str, now: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    change = {"old_chat_member": {"status": was}, "new_chat_member": {"status": now}, "chat": chat, "from": ANNA}
    return {"update_id": 42, "my_chat_member": change}


def meant(update: dict[str, Any]) -> Incoming | None:
    arrival = read(update, "corner_coffee_bot")
    return arrival.incoming if arrival else None


@pytest.mark.parametrize(
    "text, payload",
    [
        ("/start", ""),
        ("/start r_7QmX-2", "r_7QmX-2"),
        ("/start@Corner_Coffee_Bot r_1", "r_1"),
        ("/start two words", ""),
        ("/start " + "x" * 65, ""),
        ("/start ../etc", ""),
    ],
)
def test_a_start_carries_only_what_a_link_can_carry(text: str, payload: str) -> None:
    assert meant(a_message(text=text)) == Started(update_id="42", person=PERSON, payload=payload)


@pytest.mark.parametrize("text", ["balance?", "/help", "/starting", '<b>&"\u202e😀', "/help me please"])
def test_words_come_as_they_were_said(text: str) -> None:
    assert meant(a_message(text=text)) == Said(update_id="42", person=PERSON, text=text)


def test_a_command_that_names_us_is_ours_and_one_for_another_bot_is_not() -> None:
    assert meant(a_message(text="/help@corner_coffee_bot now")) == Said(update_id="42", person=PERSON, text="/help now")
    assert meant(a_message(text="/help@other_bot")) is None


def test_a_hostile_name_stays_what_it_is() -> None:
    name = "<b>&\"'\u202e\u200f😀"

    said = meant(a_message(text="hi", **{"from": {"id": 7, "is_bot": False, "first_name": name}}))

    assert said is not None
    assert said.person == Person("telegram", "7", "7", name, "")


@pytest.mark.parametrize("user_id, own", [(7, True), (8, False), (None, False)])
def test_only_the_senders_own_contact_counts_as_own(user_id: int | None, own: bool) -> None:
    contact = {"phone_number": "+79001234567", "first_name": "A"} | ({"user_id": user_id} if user_id else {})

    assert meant(a_message(contact=contact)) == SharedContact(
        update_id="42", person=PERSON, phone="+79001234567", own=own
    )


def test_a_press_names_its_action_and_the_message_it_hangs_under() -> None:
    arrival = read(a_press())

    assert arrival is not None
    assert arrival.incoming == Pressed(
        update_id="42", person=PERSON, action="history:2", message_id="3", press_id="press-1"
    )
    assert arrival.place == Place(3, "text")


@pytest.mark.parametrize("data", [None, ""])
def test_a_press_that_says_nothing_is_a_press_all_the_same(data: str | None) -> None:
    assert meant(a_press(data=data)) == Pressed(
        update_id="42", person=PERSON, action="", message_id="3", press_id="press-1"
    )


@pytest.mark.parametrize(
    "message, kind",
    [
        ({"message_id": 3, "date": 1, "chat": PRIVATE, "photo": [{"file_id": "x"}], "caption": "Card"}, "file"),
        ({"message_id": 3, "date": 1, "chat": PRIVATE, "document": {}}, "file"),
        ({"message_id": 3, "date": 0, "chat": PRIVATE}, "other"),
    ],
)
def test_a_press_knows_what_can_be_edited(message: dict[str, Any], kind: str) -> None:
    arrival = read(a_press(message))

    assert arrival is not None
    assert arrival.place is not None
    assert arrival.place.kind == kind


def test_blocking_and_coming_back_are_noticed() -> None:
    assert meant(a_change("member", "kicked")) == Left(update_id="42", person=PERSON)
    assert meant(a_change("kicked", "member")) == Returned(update_id="42", person=PERSON)
    assert meant(a_change("member", "member")) is None


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo", "video_note", "location"])
def test_what_has_no_words_is_said_to_be_so(kind: str) -> None:
    assert meant(a_message(**{kind: {}})) == Unreadable(update_id="42", person=PERSON)


GROUP = {"id": -5, "type": "supergroup", "title": "All"}


@pytest.mark.parametrize(
    "update",
    [
        a_message(text="hi", chat=GROUP),
        a_message(text="hi", **{"from": {"id": 9, "is_bot": True, "first_name": "Robot"}}),
        a_message(pinned_message={"message_id": 1}),
        a_press({"message_id": 3, "date": 1, "chat": GROUP, "text": "x"}),
        a_change("member", "kicked", GROUP),
        {"update_id": 42, "inline_query": {"id": "1", "from": ANNA, "query": "", "offset": ""}},
        {"update_id": 42, "message": {"text": "no chat, no sender"}},
        {"update_id": 42, "message": "not even a message"},
        {"update_id": 42},
    ],
)
def test_what_is_not_for_us_is_left_alone(update: dict[str, Any]) -> None:
    assert meant(update) is None
