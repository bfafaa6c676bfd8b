"""What people mark in their messages: the same marks as neutral html, whatever the entities say."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.telegram.formatting import html_of, is_formatted
from playground import html


def an_entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


BOLD, ITALIC = "bold", "italic"


@pytest.mark.parametrize(
    "text, entities, written",
    [
        ("plain & <b>", [], "plain &amp; &lt;b&gt;"),
        ("a b c", [an_entity(BOLD, 2, 1)], "a <b>b</b> c"),
        ("all", [an_entity(BOLD, 0, 3), an_entity(ITALIC, 0, 3)], "<b><i>all</i></b>"),
        ("nested", [an_entity(ITALIC, 2, 2), an_entity(BOLD, 0, 6)], "<b>ne<i>st</i>ed</b>"),
        ("overlap", [an_entity(BOLD, 0, 4), an_entity(ITALIC, 2, 5)], "<b>ov<i>er</i></b><i>lap</i>"),
        ("👍🏽 да", [an_entity(BOLD, 5, 2)], "👍🏽 <b>да</b>"),
        ("👍 half", [an_entity(BOLD, 1, 3)], "👍<b> h</b>alf"),
        ("x = <y>", [an_entity("pre", 0, 7, language="c")], "<code>x = &lt;y&gt;</code>"),
        ("under", [an_entity("underline", 0, 5)], "<u>under</u>"),
        ("soft", [an_entity("strikethrough", 0, 4), an_entity("spoiler", 0, 4)], "soft"),
        ("over", [an_entity(BOLD, 2, 400)], "ov<b>er</b>"),
        ("beyond", [an_entity(BOLD, 60, 4)], "beyond"),
        ("a  b", [an_entity(BOLD, 1, 2)], "a  b"),
    ],
)
def test_marks_become_tags(text: str, entities: list[dict[str, Any]], written: str) -> None:
    assert html_of(text, entities) == written


@pytest.mark.parametrize(
    "url, tag",
    [
        ("https://example.org/?a=1&b=2", '<a href="https://example.org/?a=1&amp;b=2">here</a>'),
        ('https://example.org/"><script>', '<a href="https://example.org/&quot;&gt;&lt;script&gt;">here</a>'),
        ("tg://resolve?domain=x", "here"),
        ("javascript:alert(1)", "here"),
        ("http://[", "here"),
        ("", "here"),
    ],
)
def test_links_lead_to_the_web_or_are_plain_words(url: str, tag: str) -> None:
    entity = an_entity("text_link", 0, 4, url=url)

    assert html_of("here", [entity]) == tag
    assert is_formatted([entity]) == (tag != "here")


@given(
    st.text(st.sampled_from("aб👍<&\n "), max_size=12),
    st.lists(
        st.tuples(st.sampled_from(["bold", "italic", "underline", "spoiler"]), st.integers(0, 14), st.integers(0, 9))
    ),
)
def test_any_entities_make_html_that_nests_and_says_the_same_words(
    text: str, marked: list[tuple[str, int, int]]
) -> None:
    written = html_of(text, [an_entity(*mark) for mark in marked])

    assert html.parse(written)[0] == text
    assert unescape("".join(_Words.of(written))) == text


class _Words(HTMLParser):
    """The text between the tags, as a reader apart from ours finds it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @classmethod
    def of(cls, written: str) -> list[str]:
        parser = cls()
        parser.feed(written)
        parser.close()
        return parser.words
