"""What a person sees, said without any messenger: html, rows of buttons, a picture, files."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

__all__ = [
    "Bar",
    "Button",
    "Card",
    "Chart",
    "File",
    "Grid",
    "Invoice",
    "Media",
    "Picture",
    "Qr",
    "Screen",
    "Stamps",
    "Upload",
    "escape",
]

Kind = Literal["action", "link", "contact", "copy", "share", "pay"]
Style = Literal["plain", "primary", "success", "danger"]


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a `pay` asks for, paid inside the messenger in its own currency.

    title: 1 to 32 characters. about: 1 to 255. payload: comes back with the payment, 1 to 128 bytes. stars: the price
    in Telegram's Stars. period_seconds: of what renews itself, None for a single payment. apology: html, said in place
    of the button where the messenger makes no invoice.
    """

    title: str
    about: str
    payload: str
    stars: int
    period_seconds: int | None = None
    apology: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One button.

    target: by kind: the action (`history:2`, at most 64 bytes), the address, nothing for `contact` and `pay`, the text
    to copy (at most 256 characters), the address to share. text: what a `share` says beside the address.
    """

    kind: Kind
    label: str
    target: str = ""
    text: str = ""
    style: Style = "plain"
    invoice: Invoice | None = None

    @classmethod
    def action(cls, label: str, action: str, style: Style = "plain") -> Button:
        return cls("action", label, action, style=style)

    @classmethod
    def link(cls, label: str, url: str) -> Button:
        return cls("link", label, url)

    @classmethod
    def contact(cls, label: str) -> Button:
        """Ask for the phone that the messenger itself vouches for."""
        return cls("contact", label)

    @classmethod
    def copy(cls, label: str, text: str) -> Button:
        return cls("copy", label, text)

    @classmethod
    def share(cls, label: str, url: str, text: str = "") -> Button:
        return cls("share", label, url, text)

    @classmethod
    def pay(cls, label: str, invoice: Invoice) -> Button:
        return cls("pay", label, style="success", invoice=invoice)


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR picture in the brand's colour with its logo; drawn by the channel, outside the unit."""

    content: str
    accent: str = "#000000"
    logo: str = ""  # a picture file beside the programme file, or nothing


@dataclass(frozen=True, slots=True)
class Card:
    """A member's card: the brand's colour and logo, a QR, the typed code, and a bar to the next tier (0 to 100)."""

    content: str
    code: str
    brand: str
    accent: str
    logo: str = ""
    tier: str = ""
    progress_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Stamps:
    """A stamp card: how many of its circles are full, and the gift after them."""

    filled: int
    needed: int
    brand: str
    accent: str
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that already is bytes (PNG or JPEG)."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a messenger keeps already. reference: by that channel's own name; no other channel can show it."""

    kind: Literal["photo", "video", "document"]
    channel: str
    reference: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart.

    shown: the value as it is read, numbers by Babel; empty: the bare number. low, high: the ends of its interval, drawn
    as a whisker where both are given; negative values go to the left of zero.
    """

    label: str
    value: float
    shown: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under each other, at most 16.

    others: a second series, one beside each bar, its labels left empty. legend: what the two series are called.
    unit: said small beside the title, such as `%` or `orders`.
    """

    title: str
    bars: tuple[Bar, ...]
    accent: str
    unit: str = ""
    others: tuple[Bar, ...] = ()
    legend: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Grid:
    """How many members each of the 27 cells of RFM has, as three by three blocks of three, the fuller the deeper.

    counts: by scores from 1 to 3, that of (r, f, m) at `(r - 1) * 9 + (f - 1) * 3 + m - 1`; the best stands at the top
    right. axes: what recency (to the right), frequency (upwards) and money (within a block) are called.
    """

    title: str
    counts: tuple[int, ...]
    accent: str
    axes: tuple[str, str, str]


Picture = Qr | Card | Stamps | Upload | Media | Chart | Grid


@dataclass(frozen=True, slots=True)
class File:
    """A file sent after the screen, such as one's own data."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Screen:
    """html: tags `b i u a code` only, every outside value escaped; a caption (at most 1024) when there is a picture."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    picture: Picture | None = None
    files: tuple[File, ...] = ()
