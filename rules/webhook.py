"""What outgoing webhooks tell, where they may go, and when one that failed is tried again."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from rules.refusal import Refused

TEST = "webhook.test"  # goes to whoever asks for it, whatever they have chosen

EVENTS: dict[str, str] = {
    "member.joined": "Somebody became a member.",
    "member.updated": "What a member chose or told has changed; `changed` names it, and the API gives the new value.",
    "member.erased": "A member was erased: forget what you know under this id.",
    "member.merged": "Two members were one person: `from_member_id` is `member_id` from now on; read it again.",
    "purchase.recorded": "A purchase is in the books.",
    "purchase.returned": "A purchase was taken back, whole or in part.",
    "points.earned": "Points were given; until `active_at` they are pending.",
    "points.spent": "Points paid for something.",
    "points.expired": "Points burned at the end of their life.",
    "points.refunded": "Spent points came back.",
    "points.clawed_back": "Points that a purchase had given were taken back.",
    "points.adjusted": "Points were corrected by hand.",
    "points.transferred": "Points moved between two members who are one person.",
    "stamps.earned": "Stamps were given; `asset` names the card.",
    "stamps.spent": "Stamps paid for a gift.",
    "stamps.expired": "Stamps ended with their life.",
    "stamps.refunded": "Spent stamps came back.",
    "stamps.clawed_back": "Stamps that a purchase had given were taken back.",
    "stamps.adjusted": "Stamps were corrected by hand.",
    "stamps.transferred": "Stamps moved between two members who are one person.",
    "tier.changed": "A member rose or fell.",
    "referral.joined": "An invited friend became a member.",
    "referral.rewarded": "A friend's purchase counted: both sides get points, pending until `active_at`.",
    "referral.refused": "An invitation does not count; `reason` says why.",
    "referral.cancelled": "The rewards of an invitation were taken back.",
    "promo.used": "A promo code was used; `promo` names what it belongs to, the figures say what it gave.",
    "promo.undone": "Too little is left of the purchase for its promo code: it is as if the code was never used.",
    "offer.given": "Staff gave a member an offer; what a campaign gives to many is not told one by one.",
    "offer.used": "A purchase used an offer; `offer` names it, the figures say what it gave.",
    "offer.undone": "The purchase that had used an offer came back: the offer can be used again to its end.",
    "gift_card.sold": "A gift card was sold, with so much on it.",
    "gift_card.topped_up": "More money was put on a gift card.",
    "gift_card.spent": "A gift card paid for something.",
    "gift_card.expired": "Money on a gift card ended with its life.",
    "gift_card.refunded": "What a gift card had paid came back to it.",
    "gift_card.paid_back": "What was left on a gift card was given back in money; the card is void.",
    "gift_card.given": "A gift card is this member's from now on.",
    "gift_card.blocked": "Nobody can use this gift card for now.",
    "gift_card.unblocked": "A gift card that was blocked can be used again.",
    "subscription.began": "A subscription began; it is in force until `ends_at`.",
    "subscription.renewed": "A subscription in force lasts longer than it did.",
    "subscription.cancelled": "A subscription renews itself no more or ends sooner: `ends_at` says when.",
    "subscription.resumed": "A subscription that was cancelled renews itself again.",
    "subscription.ended": "A subscription is over.",
    "deed.rewarded": "A member did what the programme gives points for; `action` names it.",
    "badge.earned": "A member got a badge.",
    "challenge.done": "A member has done what a challenge asks.",
    "draw.closed": "The winners of a draw were found.",
    TEST: "You asked for a test.",
}
NOUNS = frozenset(kind.partition(".")[0] for kind in EVENTS if kind != TEST)

ENDPOINTS_MAX = 20
URL_LENGTH_MAX = 2_000
REASON_LENGTH_MAX = 200

ATTEMPTS_MAX = 10
BACKOFF_SECONDS = 5  # after the first try, then four times as long each time
BACKOFF_SECONDS_MAX = 12 * 3_600
RETRY_AFTER_SECONDS_MAX = 24 * 3_600
JITTER_PERMILLE_MAX = 500  # of the pause, on top of it

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class WebhookUrlInvalid(Refused):
    code = "webhook_url_invalid"
    sentence = "{why}; write it like https://shop.example/kopilka."


class WebhookEventUnknown(Refused):
    code = "webhook_event_unknown"
    sentence = "There is no event {name}; there are {known}."


# ------------------------------------------------------------------ what is told


def chosen(names: Iterable[str]) -> list[str]:
    """The events that were asked for, checked; a noun such as `points` is all of its events, none at all is every one.

    Raises WebhookEventUnknown.
    """
    asked = sorted({name.strip() for name in names if name.strip()})
    for name in asked:
        if name not in NOUNS and (name not in EVENTS or name == TEST):
            known = ", ".join([*sorted(NOUNS), *(kind for kind in EVENTS if kind != TEST)])
            raise WebhookEventUnknown(name=name[:REASON_LENGTH_MAX], known=known)
    return asked


def wants(events: Collection[str], kind: str) -> bool:
    """Whether an endpoint that has chosen these hears of this."""
    return not events or kind in events or kind.partition(".")[0] in events


def body(kind: str, at: datetime, facts: Mapping[str, Any]) -> str:
    """The message as it is signed and sent: the same text at every try."""
    told = {"type": kind, "timestamp": instant(at), "data": facts}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def instant(at: datetime) -> str:
    """As the API writes it: 2026-03-02T09:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


# ------------------------------------------------------------------ where it may go

# The IPv6 that is given out to the world; all the rest is local, reserved or leads back into IPv4.
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What Python's own list lets through: clouds answer about themselves on the first two, the others lead nowhere.
_NEVER: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network) for network in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20")
)
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trusted:
    """Hosts inside the shop's own network that it names itself: they may be private, and plain http.

    names: in small letters. networks: of addresses.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def knows(self, host: str) -> bool:
        """Whether this host was named, or is a number within a named network."""
        address = _number(host)
        return _plain(host) in self.names if address is None else self.has(address)

    def has(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


NOBODY = Trusted()


def trusted(text: str) -> Trusted:
    """Read `crm.internal, 10.1.0.0/16`. Raises ValueError in words."""
    names, networks = set(), []
    for entry in (part.strip() for part in text.split(",")):
        try:
            networks.append(ipaddress.ip_network(entry))
            continue
        except ValueError:
            name = _plain(entry)
        if name and not _NAME.fullmatch(name):
            raise ValueError(f"{entry!r} is neither a host's name nor a network such as 10.1.0.0/16")
        names.add(name)
    return Trusted(frozenset(names - {""}), tuple(networks))


def is_public(address: Address) -> bool:
    """Whether it lies in the open internet: not private, local, reserved, metadata, nor one of these in disguise."""
    if any(address in network for network in _NEVER):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
        return address in _GLOBAL_IPV6 and address.is_global
    return address.is_global and not (address.is_multicast or address.is_reserved)


def may_reach(address: str, named: Trusted) -> bool:
    """Whether a connection to this number may be made. address: as a resolver gives it."""
    number = _number(address)
    return number is not None and (is_public(number) or named.has(number))


def check_url(url: str, named: Trusted) -> None:
    """Raises WebhookUrlInvalid for what is no address, or would go in the clear or into a private network.

    A name is looked up only when a connection is made, and checked there at each.
    """
    why = _fault(url, named)
    if why:
        raise WebhookUrlInvalid(why=why)


def _fault(url: str, named: Trusted) -> str:
    if len(url) > URL_LENGTH_MAX:
        return f"An address has at most {URL_LENGTH_MAX} characters"
    if not url.isascii() or not url.isprintable() or re.search(r"[\s\\#]", url):
        return "An address has only plain ASCII, and no #"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is no address"
    if parts.scheme not in ("http", "https") or not host:
        return "An address begins with https:// and a host"
    if "@" in parts.netloc:
        return "An address carries no name and no password"
    if parts.scheme == "http" and not named.knows(host):
        return "Only https is used beyond the hosts that KOPILKA_WEBHOOK_HOSTS names"
    if _number(host) is not None and not may_reach(host, named):
        return "This address is in a private network that KOPILKA_WEBHOOK_HOSTS does not name"
    return ""


def _number(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _plain(host: str) -> str:
    return host.casefold().rstrip(".")


# ------------------------------------------------------------------ what becomes of a try


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver did. status: None when there was no answer; reason: why, in a few words, nothing that it said."""

    status: int | None
    reason: str = ""
    retry_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The message's new state. again_seconds: until the next try. rest_seconds: how long this receiver wants no calls.

    gone: the receiver wants none ever again.
    """

    state: Literal["sent", "queued", "dead"]
    reason: str
    again_seconds: int = 0
    rest_seconds: int = 0
    gone: bool = False


def verdict(reply: Reply, attempts: int, now: datetime, jitter_permille: int) -> Verdict:
    """Judge a try. attempts: this one included. jitter_permille: chance, from 0 to JITTER_PERMILLE_MAX."""
    reason = (reply.reason or f"answered {reply.status}")[:REASON_LENGTH_MAX]
    if reply.status is not None and 200 <= reply.status < 300:
        return Verdict(state="sent", reason="")
    if reply.status == 410:
        return Verdict(state="dead", reason=reason, gone=True)
    if attempts >= ATTEMPTS_MAX:
        return Verdict(state="dead", reason=reason)
    rest = retry_after_seconds(reply.retry_after, now)
    again = max(backoff_seconds(attempts, jitter_permille), rest)
    return Verdict(state="queued", reason=reason, again_seconds=again, rest_seconds=rest)


def backoff_seconds(attempts: int, jitter_permille: int) -> int:
    """5 s, 20 s, 80 s … up to 12 h, and up to half as much again, so that what failed together returns apart."""
    assert attempts >= 1
    pause: int = min(BACKOFF_SECONDS * 4 ** (attempts - 1), BACKOFF_SECONDS_MAX)
    return pause + pause * min(jitter_permille, JITTER_PERMILLE_MAX) // 1_000


def retry_after_seconds(header: str, now: datetime) -> int:
    """Seconds or a date of HTTP (RFC 9110, 10.2.3) as seconds from now, at most a day; 0 for none and for nonsense."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return min(int(header[:9]), RETRY_AFTER_SECONDS_MAX)
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return 0
    rest = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(-(-rest // timedelta(seconds=1)), 0), RETRY_AFTER_SECONDS_MAX)
