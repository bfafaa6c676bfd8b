"""The floor that every screen stands on, whatever the messenger: the limits of the narrowest ones, checked in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from screens.screen import Button, Card, Chart, Invoice, Qr, Screen

ACTION_BYTES = 64
MOST_BUTTONS = 10
MOST_ROWS = 6
MOST_IN_ROW = 5
MOST_LINKS_IN_ROW = 2
LABEL = 20
COPY = 256
TEXT = 4096
CAPTION = 1024
TAGS = frozenset({"b", "i", "u", "a", "code"})

_TAG = re.compile(r"<(/?)([a-z]+)((?: href=\"[^\"<>]*\")?)>")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#x?[0-9a-fA-F]+);")
_FORMAT = re.compile(r"%\(\w+\)|\bNone\b|\{\w*\}")
_TYPED = re.compile(r"<code>.*?</code>", re.S)  # quoted, such as a placeholder that a marketer may use


def faults(screen: Screen) -> Iterator[str]:
    yield from _html_faults(screen.html)
    shown, limit = text(screen), CAPTION if screen.picture else TEXT
    # Telegram counts in UTF-16 units, so that most emoji count twice.
    size = len(shown.encode("utf-16-le")) // 2
    if not 1 <= size <= limit:
        yield f"{size} characters, {limit} allowed"
    if found := _FORMAT.search(unescape(_TAG.sub("", _TYPED.sub("", screen.html)))):
        yield f"something was left unfilled: {found}"
    if any(line != line.strip() for line in shown.split("\n")) or "\n\n\n" in shown:
        yield "blanks at the edge of a line, or holes between the blocks"
    yield from _row_faults(screen)
    yield from _picture_faults(screen, shown)


def text(screen: Screen) -> str:
    """Return what is read, without the tags."""
    return unescape(_TAG.sub("", screen.html))


def buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.rows for button in row]


def _html_faults(html: str) -> Iterator[str]:
    opened: list[str] = []
    for closing, tag, _ in _TAG.findall(html):
        if tag not in TAGS:
            yield f"the tag {tag}"
        elif not closing:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            yield f"</{tag}> closes nothing"
    if opened:
        yield f"left open: {opened}"
    bare = _ENTITY.sub("", _TAG.sub("", html))
    if set(bare) & set("<>&"):
        yield f"not escaped: {bare!r}"
    if html.count("\u2066") + html.count("\u2067") + html.count("\u2068") != html.count("\u2069"):
        yield "an isolate is left open"


def _row_faults(screen: Screen) -> Iterator[str]:
    if len(buttons(screen)) > MOST_BUTTONS:
        yield f"{len(buttons(screen))} buttons"
    if len(screen.rows) > MOST_ROWS:
        yield f"{len(screen.rows)} rows"
    for row in screen.rows:
        outward = [button for button in row if button.kind in {"link", "share", "pay"}]
        if not 1 <= len(row) <= (MOST_LINKS_IN_ROW if outward else MOST_IN_ROW):
            yield f"{len(row)} buttons in one row"
        for button in row:
            yield from _button_faults(button)
    actions = [button.target for button in buttons(screen) if button.kind == "action"]
    if len(set(actions)) != len(actions) and "till:return:" not in "".join(actions):
        yield f"two buttons do the same: {actions}"


def _button_faults(button: Button) -> Iterator[str]:
    if not 1 <= len(button.label) <= LABEL or _ENTITY.search(button.label) or _TAG.search(button.label):
        yield f"the label {button.label!r} ({len(button.label)})"
    if button.kind == "action" and not 1 <= len(button.target.encode()) <= ACTION_BYTES:
        yield f"the action {button.target!r}"
    if button.kind == "copy" and not 1 <= len(button.target) <= COPY:
        yield f"the copied text {button.target!r}"
    if button.kind in {"link", "share"} and not button.target.startswith("https://"):
        yield f"the address {button.target!r}"
    if button.kind == "pay":
        yield from _invoice_faults(button.invoice)
    if _ENTITY.search(button.text) or _FORMAT.search(button.text):
        yield f"the shared text {button.text!r}"


def _invoice_faults(invoice: Invoice | None) -> Iterator[str]:
    if invoice is None:
        yield "nothing to pay"
        return
    if not 1 <= len(invoice.title) <= 32 or not 1 <= len(invoice.about) <= 255:
        yield f"the invoice {invoice.title!r}: {invoice.about!r}"
    if not 1 <= len(invoice.payload.encode()) <= 128 or not 1 <= invoice.stars <= 10_000:
        yield f"the invoice's payload {invoice.payload!r} or price {invoice.stars}"
    if _ENTITY.search(invoice.title + invoice.about) or _FORMAT.search(invoice.title + invoice.about):
        yield f"the invoice is no plain text: {invoice.title!r}: {invoice.about!r}"
    if not invoice.apology:
        yield "an invoice without an apology"
    yield from _html_faults(invoice.apology)


def _picture_faults(screen: Screen, shown: str) -> Iterator[str]:
    said: tuple[str, ...] = ()
    if isinstance(screen.picture, Qr):
        said = (screen.picture.content,)
    if isinstance(screen.picture, Card):
        percent = screen.picture.progress_percent
        said = (screen.picture.code, screen.picture.brand, screen.picture.tier, "" if percent is None else f"{percent}")
    if isinstance(screen.picture, Chart):
        # Its figures; who they belong to may be called by a longer name in words.
        said = tuple(bar.shown for bar in (*screen.picture.bars, *screen.picture.others))
    for part in said:
        if part not in shown:
            yield f"only the picture says {part!r}"
