"""Words with formatting, cut to a length that a messenger takes, with every tag closed."""

from __future__ import annotations

import re
from html import unescape

ELLIPSIS = "…"

_PIECE = re.compile(r"<(/?)(\w+)[^>]*>|&#?\w+;|.", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def seen_length(html: str) -> int:
    """How long it is when the tags are read."""
    return len(unescape(_TAG.sub("", html)))


def shortened(html: str, most: int) -> str:
    """The html itself where it is no longer than `most` letters as seen; else its beginning, with an ellipsis."""
    if seen_length(html) <= most:
        return html
    kept: list[str] = []
    opened: list[str] = []
    seen = 0
    for piece in _PIECE.finditer(html):
        name = piece[2]
        if name is None:
            seen += 1
            if seen >= most:
                break
        elif piece[1]:
            opened.pop()
        else:
            opened.append(name)
        kept.append(piece[0])
    return "".join(kept).rstrip() + ELLIPSIS + "".join(f"</{name}>" for name in reversed(opened))
