"""What would go wrong is said before the start."""

from __future__ import annotations

from typing import Any

import pytest

from rules.campaign import campaign_of
from rules.campaign_doubt import html_wrong, of_program, of_words
from tests.rules.programs import BONUS


def a_document(text: str, **more: Any) -> Any:
    return campaign_of({"name": "x", "variants": [{"name": "a", "message": {"text": {"ru": text}} | more}]})


def test_words_are_doubted_with_their_place() -> None:
    doubts = of_words(a_document("Вот: {nmae} {tier}"), ["ru", "en"])
    found = {(one.code, one.facts.get("name"), one.blocks) for one in doubts}
    assert found == {
        ("placeholder_unknown", "nmae", True),
        ("placeholder_bare", "tier", False),
        ("language_missing", None, False),
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Привет, <b>{name|друг</b>}", "<b>"),
        ("{na<b>me|друг}</b>", "{na<b>me|друг}"),
        ("Привет, {name|{balance}}", "{name|}"),
        ("Привет, {{name}}", "{}"),
        ("Привет, {}", "{}"),
        ("Привет, {name", "{name"),
        ('<a href="https://x.y/{name|a}">Сюда</a>', "{name|a}"),
        ("{name}", "{name}"),
        ("<b>{name|друг}</b>, вам <i>{balance}</i>", ""),
        ("Привет, {name|<b>друг</b>}", ""),
    ],
)
def test_a_placeholder_that_cannot_be_where_it_is_is_named(text: str, what: str) -> None:
    found = [one.facts["what"] for one in of_words(a_document(text), ["ru"]) if one.blocks]
    assert (found[0] if found else "") == what


def test_a_text_that_can_grow_too_long_is_named_with_its_length() -> None:
    media = {"kind": "photo", "channel": "telegram", "reference": "x"}
    fits, grows = a_document("x" * 900, media=media), a_document("x" * 1000 + "{name|y}", media=media)
    assert list(of_program(fits, BONUS)) == []
    (doubt,) = of_program(grows, BONUS)
    assert (doubt.code, doubt.facts["most"], doubt.blocks) == ("too_long", 1024, True)


def test_an_offer_that_there_is_not_is_named() -> None:
    variant = {"name": "a", "message": {"text": {"ru": "y"}}, "offer": "gift"}
    document = campaign_of({"name": "x", "variants": [variant]})
    assert [one.code for one in of_program(document, BONUS)] == ["offer_unknown"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("<b>a</b> <i>b</i> <u>c</u> <code>d</code> <a href='https://x.y'>e</a> &lt;", ""),
        ("<b>a", "<b>"),
        ("<b><i>a</b></i>", "</b>"),
        ("<script>a</script>", "<script>"),
        ("<b onclick='x'>a</b>", "<b>"),
        ("a < b", "<"),
    ],
)
def test_marks_that_a_messenger_would_refuse(text: str, wrong: str) -> None:
    assert html_wrong(text) == wrong
