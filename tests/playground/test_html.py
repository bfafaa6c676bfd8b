"""The HTML parse mode says what Telegram says, to the byte."""

from __future__ import annotations

import pytest

from playground import html
from playground.refusal import Json, Refused


def entity(offset: int, length: int, kind: str, **more: object) -> Json:
    return {"offset": offset, "length": length, "type": kind, **more}


@pytest.mark.parametrize(
    "source, text, entities",
    [
        ("plain words", "plain words", []),
        ("salt & pepper, a && b", "salt & pepper, a && b", []),
        ("&lt;b&gt; &amp; &quot;x&quot; &copy; &#33; &#x1F600;", '<b> & "x" &copy; ! 😀', []),
        ("<b>two <i>nested</i></b>", "two nested", [entity(0, 10, "bold"), entity(4, 6, "italic")]),
        ("😀 <b>after an emoji</b>", "😀 after an emoji", [entity(3, 14, "bold")]),
        ("<B>capitals</b>", "capitals", [entity(0, 8, "bold")]),
        (
            "<strong>x</strong><ins>y</ins><del>z</del>",
            "xyz",
            [entity(0, 1, "bold"), entity(1, 1, "underline"), entity(2, 1, "strikethrough")],
        ),
        (
            '<a href="https://a.b/?x=1&amp;y=2">link</a>',
            "link",
            [entity(0, 4, "text_link", url="https://a.b/?x=1&y=2")],
        ),
        ("<a>https://a.b</a>", "https://a.b", [entity(0, 11, "text_link", url="https://a.b")]),
        ("<a href='nowhere'>words</a>", "words", []),
        ('<span class="tg-spoiler">x</span>', "x", [entity(0, 1, "spoiler")]),
        ('<pre><code class="language-py">x</code></pre>', "x", [entity(0, 1, "pre", language="py")]),
        ('<code class="language-py">x</code>', "x", [entity(0, 1, "code")]),
        ("<blockquote expandable>x</blockquote>", "x", [entity(0, 1, "expandable_blockquote")]),
        (
            '<tg-time unix="86400" format="d">x</tg-time>',
            "x",
            [entity(0, 1, "date_time", unix_time=86400, date_time_format="d")],
        ),
        ("<b></b>nothing inside", "nothing inside", []),
        ("<b>closed by</>", "closed by", [entity(0, 9, "bold")]),
    ],
)
def test_tags_and_references_become_text_and_entities_in_utf16_units(
    source: str, text: str, entities: list[Json]
) -> None:
    assert html.parse(source) == (text, entities)


@pytest.mark.parametrize(
    "source, why",
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("я < b>", 'Unsupported start tag "" at byte offset 3'),
        ("Anna <3", "Unclosed start tag at byte offset 5"),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<span class="x">y</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>z</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_what_telegram_cannot_read_is_refused_in_its_words(source: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        html.parse(source)

    assert (refused.value.status, refused.value.description) == (400, f"Bad Request: can't parse entities: {why}")
