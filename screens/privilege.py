"""What a member enjoys, shown at the till: the tier's and the subscription's privileges, discounts that hold now."""

from __future__ import annotations

from rules.card import CardFacts
from rules.privilege import DiscountNow, PrivilegeFacts, Subscribed
from screens import card as cards
from screens.layout import Row, blocks, bullets, heading, home, lines
from screens.routes import CARD, PRIVILEGES, SUBSCRIPTION, TIER
from screens.screen import Button, Screen
from screens.texts import Texts

MOST_LINES = 10


def show(texts: Texts, facts: PrivilegeFacts, card: CardFacts) -> Screen:
    """With a fresh code and the time: a picture of yesterday is worth nothing, as the till goes by the code."""
    html = blocks(
        heading("🎖", texts.gettext("My privileges: %(brand)s", brand=texts.brand.name)),
        what(texts, facts) or _nothing(texts),
        lines(
            texts.gettext("🕑 True at %(time)s, %(day)s", time=texts.clock(facts.at), day=texts.local_day(facts.at)),
            texts.gettext("Code for the cashier: <code>%(code)s</code>", code=card.code),
            cards.validity(texts, card),
        ),
    )
    rows = (
        (Button.action(texts.gettext("🔄 Show anew"), PRIVILEGES, style="primary"),),
        (*_where_from(texts), Button.action(texts.gettext("💳 My card"), CARD)),
        home(texts),
    )
    return Screen(html, rows)


def _nothing(texts: Texts) -> str:
    if "subscription" in texts.parts:
        return texts.gettext("Nothing here yet. It comes with the subscription.")
    if "tiers" in texts.parts:
        return texts.gettext("Nothing here yet. It comes with the tiers.")
    return texts.gettext("Nothing at this hour. Look in again later.")


def _where_from(texts: Texts) -> Row:
    if "tiers" in texts.parts:
        return (Button.action(texts.gettext("🏅 Tier"), TIER),)
    if "subscription" in texts.parts:
        return (Button.action(texts.gettext("⭐ Subscription"), SUBSCRIPTION),)
    return ()


def what(texts: Texts, facts: PrivilegeFacts) -> str:
    """The tier with what it gives, subscriptions, discounts: as the member and the cashier read it."""
    named = [texts.name(code) for code in facts.privileges[:MOST_LINES]]
    climbs = facts.tier and "tiers" in texts.parts
    tier = texts.gettext("🏅 %(tier)s", tier=texts.name(facts.tier)) if climbs else ""
    return blocks(
        lines(tier, bullets(*named)),
        *(_subscribed(texts, one) for one in facts.subscriptions),
        lines(*(discount(texts, one) for one in facts.discounts[:MOST_LINES])),
    )


def _subscribed(texts: Texts, one: Subscribed) -> str:
    titled = texts.gettext("⭐ %(subscription)s", subscription=texts.name(one.title))
    if one.last_day is not None:
        titled = texts.gettext(
            "⭐ %(subscription)s, through %(day)s",
            subscription=texts.name(one.title),
            day=texts.day_month(one.last_day),
        )
    return lines(titled, bullets(*(texts.name(code) for code in one.privileges[:MOST_LINES])))


def discount(texts: Texts, one: DiscountNow) -> str:
    percent = texts.percent(one.percent)
    if one.title == "tier":
        return texts.gettext("🏷 %(percent)s off by the tier", percent=percent)
    if one.from_minor:
        return texts.gettext(
            "🏷 %(title)s: %(percent)s off from %(sum)s",
            title=texts.name(one.title),
            percent=percent,
            sum=texts.money(one.from_minor),
        )
    return texts.gettext("🏷 %(title)s: %(percent)s off", title=texts.name(one.title), percent=percent)
