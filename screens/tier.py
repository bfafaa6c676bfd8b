"""The member's tier: what it gives, until when, and the way to the next one."""

from __future__ import annotations

from collections.abc import Sequence

from rules.notice import TierRose
from rules.standing import NextTier, TierFacts
from screens.layout import bar, blocks, bullets, heading, home, lines
from screens.routes import CARD, HISTORY
from screens.screen import Button, Screen
from screens.texts import Texts

MOST_LINES = 8


def show(texts: Texts, facts: TierFacts) -> Screen:
    html = blocks(
        heading("🏅", texts.gettext("Your tier: %(tier)s", tier=texts.name(facts.title))),
        lines(
            gives(texts, facts),
            _named(texts, facts.privileges),
        ),
        _until(texts, facts),
        _offers(texts, facts),
        _way(texts, facts, facts.next) if facts.next else _top(texts, facts),
    )
    history = (Button.action(texts.gettext("📜 History"), HISTORY),) if "points" in texts.parts else ()
    rows = (
        (Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),),
        (*history, *home(texts)),
    )
    return Screen(html, rows)


def gives(texts: Texts, facts: TierFacts | TierRose) -> str:
    """What every purchase brings; empty when it brings nothing by itself."""
    back, off = texts.percent(facts.rate_percent), texts.percent(facts.discount_percent)
    if facts.rate_percent and facts.discount_percent:
        return texts.gettext("%(off)s off and %(percent)s back from every purchase", off=off, percent=back)
    if facts.discount_percent:
        return texts.gettext("%(off)s off every purchase", off=off)
    return texts.gettext("%(percent)s back from every purchase", percent=back) if facts.rate_percent else ""


def _top(texts: Texts, facts: TierFacts) -> str:
    return "" if facts.is_only else texts.gettext("🏆 This is the top. Thank you for staying with us!")


def _until(texts: Texts, facts: TierFacts) -> str:
    if facts.until is None:
        return ""
    return texts.gettext("📅 Yours through <b>%(day)s</b>", day=texts.day(facts.until))


def _offers(texts: Texts, facts: TierFacts) -> str:
    if not facts.offers:
        return ""
    return lines(texts.gettext("🎁 For you now"), _named(texts, facts.offers))


def _way(texts: Texts, facts: TierFacts, ahead: NextTier) -> str:
    """All ways up, each with what is done and what is lacking."""
    ways = [ahead.purchases_needed, ahead.spend_needed_minor, ahead.points_needed]
    several = sum(needed > 0 for needed in ways) > 1
    return blocks(
        lines(
            texts.gettext("<b>On the way to %(tier)s</b>", tier=texts.name(ahead.title)),
            texts.gettext("%(bar)s %(percent)s", bar=bar(ahead.percent), percent=texts.percent(ahead.percent)),
            _purchases(texts, ahead),
            _spend(texts, ahead),
            _points(texts, ahead),
            texts.gettext("Any one of them is enough.") if several else "",
            _window(texts, facts),
        ),
        lines(
            _gives(texts, ahead),
            _named(texts, ahead.privileges),
        ),
    )


def _gives(texts: Texts, ahead: NextTier) -> str:
    tier = texts.name(ahead.title)
    back, off = texts.percent(ahead.rate_percent), texts.percent(ahead.discount_percent)
    if ahead.rate_percent and ahead.discount_percent:
        return texts.gettext("%(tier)s gives %(off)s off and %(percent)s back", tier=tier, off=off, percent=back)
    if ahead.discount_percent:
        return texts.gettext("%(tier)s gives %(off)s off", tier=tier, off=off)
    return texts.gettext("%(tier)s gives %(percent)s back", tier=tier, percent=back) if ahead.rate_percent else ""


def _purchases(texts: Texts, ahead: NextTier) -> str:
    if not ahead.purchases_needed:
        return ""
    left = max(0, ahead.purchases_needed - ahead.purchases_done)
    return texts.ngettext(
        "🛍 Purchases: %(done)s of %(needed)s, %(n)s more to go",
        "🛍 Purchases: %(done)s of %(needed)s, %(n)s more to go",
        left,
        done=ahead.purchases_done,
        needed=ahead.purchases_needed,
    )


def _spend(texts: Texts, ahead: NextTier) -> str:
    if not ahead.spend_needed_minor:
        return ""
    left = max(0, ahead.spend_needed_minor - ahead.spend_done_minor)
    return texts.gettext(
        "💵 Spent: %(done)s of %(needed)s, %(left)s to go",
        done=texts.money(ahead.spend_done_minor),
        needed=texts.money(ahead.spend_needed_minor),
        left=texts.money(left),
    )


def _points(texts: Texts, ahead: NextTier) -> str:
    if not ahead.points_needed:
        return ""
    return texts.gettext(
        "✨ Earned: %(done)s of %(needed)s",
        done=texts.points(ahead.points_done),
        needed=texts.points(ahead.points_needed),
    )


def _window(texts: Texts, facts: TierFacts) -> str:
    if facts.is_yearly:
        return texts.gettext("<i>Counted within the calendar year</i>")
    if facts.window_days is None:
        return ""
    return texts.ngettext(
        "<i>Counted over the last %(n)s day</i>", "<i>Counted over the last %(n)s days</i>", facts.window_days
    )


def _named(texts: Texts, codes: Sequence[str]) -> str:
    return bullets(*(texts.name(code) for code in codes[:MOST_LINES]))
