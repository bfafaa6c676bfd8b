"""What each messenger lets a shop write, and whether it wants advertising to bear a mark."""

from __future__ import annotations

from dataclasses import dataclass

from rules.delivery import Category


@dataclass(frozen=True, slots=True)
class Policy:
    """categories: of messages that may go there. wants_mark: an advertisement needs an `erid` and its advertiser."""

    categories: frozenset[Category]
    wants_mark: bool = False


_BOTH: frozenset[Category] = frozenset({"service", "marketing"})
# Telegram leaves the mark to the law of the shop's country; VK and MAX ask for it in their own rules for businesses.
_CHANNELS = {
    "telegram": Policy(_BOTH),
    "max": Policy(_BOTH, wants_mark=True),
    "vk": Policy(_BOTH, wants_mark=True),
}
# A messenger that nobody has read the rules of gets what a member asked for and no advertising.
_UNKNOWN = Policy(frozenset({"service"}))


def of(channel: str) -> Policy:
    return _CHANNELS.get(channel, _UNKNOWN)
