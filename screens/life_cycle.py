"""Kopilka's own words for the messages that go by themselves; their places are filled as any campaign's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from rules import life_cycle
from rules.campaign import Campaign, Message, Quiet, Ready
from rules.program import Program
from screens.speech import texts_for
from screens.texts import N_

WORDS: Mapping[Ready, str] = {
    "first_purchase_reminder": N_(
        "🛍 <b>{name|Hello}, your account is open and still untouched</b>\n\n"
        "To begin with you have {balance}: show your card at the till, and a part of your first purchase is paid."
    ),
    "welcome_burning": N_(
        "🎁 <b>{name|Hello}, your welcome gift is about to burn</b>\n\n"
        "{burning|The gift}: the last day to use it is {burning_day|near}. Any purchase will do: just show your card "
        "at the till."
    ),
    "first_purchase_thanks": N_(
        "🤝 <b>{name|Hello}, thank you for your first purchase!</b>\n\n"
        "On your account now: {balance}. Next time they pay a part of your cheque, and each purchase brings new ones."
    ),
    "balance_reminder": N_(
        "💰 <b>{name|Hello}, on your account: {balance}</b>\n\n"
        "They pay a part of your next purchase. Show your card at the till; what is left over stays with you."
    ),
    "birthday": N_(
        "🎂 <b>{name|Hello}, happy birthday!</b>\n\n"
        "We wish you a warm day among your own people, and shall be glad to see you."
    ),
    "birthday_offer": N_(
        "🎂 <b>{name|Hello}, happy birthday!</b>\n\n"
        "We have a gift for you: <b>{offer|ask for it at the till}</b>. "
        "It waits for you until {offer_day|your next visit}."
    ),
    "tier_near": N_(
        "🏅 <b>{name|Good news}, you are one step from {tier_next|the next tier}</b>\n\n"
        "What is lacking: {tier_lacking|very little}. From then on each purchase gives you more."
    ),
    "win_back": N_(
        "👋 <b>{name|Hello}, it has been a while</b>\n\n"
        "We have not seen you for {quiet_days|some time}. Look in when you pass: "
        "what you like is where it always was."
    ),
    "win_back_offer": N_(
        "👋 <b>{name|Hello}, we miss you</b>\n\n"
        "We have not seen you for {quiet_days|some time}. Here is a reason to look in.\n\n"
        "🎁 <b>{offer|A personal offer}</b>, until {offer_day|your next visit}."
    ),
    "win_back_more": N_(
        "💌 <b>{name|Hello}, this one is for you alone</b>\n\n"
        "We have not seen you for {quiet_days|a long time} and would like to put that right.\n\n"
        "🎁 <b>{offer|Our best offer}</b>, until {offer_day|your next visit}.\n\n"
        "If we did something wrong, tell us at the till: we listen."
    ),
    "referral_thanks": N_(
        "🤝 <b>{name|Hello}, thank you for the friend you brought</b>\n\n"
        "The reward is yours. On your account now: {balance}. Whoever comes by your link next brings you another one."
    ),
}
TITLES: Mapping[Ready, str] = {
    "first_purchase_reminder": N_("First purchase ahead"),
    "welcome_burning": N_("Welcome points burn soon"),
    "first_purchase_thanks": N_("Thanks for the first purchase"),
    "balance_reminder": N_("Balance reminder"),
    "birthday": N_("Birthday"),
    "birthday_offer": N_("Birthday"),
    "tier_near": N_("A tier in reach"),
    "win_back": N_("Come back"),
    "win_back_offer": N_("Come back"),
    "win_back_more": N_("Come back"),
    "referral_thanks": N_("Thanks for a friend"),
}
assert set(TITLES) == set(WORDS) == set(get_args(Ready)), "every ready message has its title and its words"


def standing(program: Program) -> tuple[Campaign, ...]:
    """Every campaign of the programme, with Kopilka's own words where the owner wrote none."""
    return tuple(_in_words(program, campaign) for campaign in life_cycle.standing(program))


def _in_words(program: Program, campaign: Campaign) -> Campaign:
    variants = tuple(
        variant.model_copy(update={"message": _written(program, variant.message, variant.message.ready)})
        if variant.message.ready
        else variant
        for variant in campaign.variants
    )
    return campaign.model_copy(update={"variants": variants, "title": campaign.title or _title(program, campaign)})


def _title(program: Program, campaign: Campaign) -> str:
    """What marketers call it, in the programme's own language."""
    ready = campaign.variants[0].message.ready
    if ready is None:
        return ""
    texts = texts_for(program, program.default_language).plain
    title = texts.gettext(TITLES[ready])
    if not isinstance(campaign.on, Quiet):
        return title
    return texts.ngettext(
        "%(title)s, %(n)s day without a purchase",
        "%(title)s, %(n)s days without a purchase",
        campaign.on.days,
        title=title,
    )


def _written(program: Program, message: Message, ready: Ready) -> Message:
    text = {language: texts_for(program, language).gettext(WORDS[ready]) for language in program.languages}
    return message.model_copy(update={"text": {code: str(words) for code, words in text.items()}, "ready": None})
