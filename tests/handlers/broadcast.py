"""Маша the marketer, her draft, and members who agreed to offers."""

from __future__ import annotations

from actions import campaign
from channels.incoming import Posted
from rules.campaign import Campaign
from screens.screen import Media
from tests.handlers.chat import Chat, Town


def agreed(town: Town, name: str, language: str = "ru") -> Chat:
    """A member who agreed to offers."""
    one = town.joined(name, language)
    one.forges("marketing:on")
    return one


def posts(chat: Chat, html: str, media: Media | None = None) -> None:
    chat.sends(Posted(update_id=next_id(chat), person=chat.who, html=html, media=media))


def next_id(chat: Chat) -> str:
    return str(next(chat.town.numbers))


def a_photo() -> Media:
    return Media("photo", "telegram", "AgACAgIAAx")


def composed(town: Town, said: str = "Здравствуйте, {name|друг}! Кофе ждёт.", language: str = "ru") -> Chat:
    """Маша, with a draft under her hands."""
    masha = town.cashier("Маша", language, role="marketer")
    masha.forges("campaign:new")
    masha.says(said)
    return masha


def document(town: Town, number: int = 1) -> Campaign:
    return campaign.get(town.work, number).document


def state(town: Town, number: int = 1) -> str:
    return campaign.get(town.work, number).state
