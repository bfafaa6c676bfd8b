"""The main menu, and the commands that the messenger lists."""

from __future__ import annotations

from collections.abc import Sequence

from rules.balance import Balance
from rules.program_parts import USUAL, Parts
from rules.stamp import StampFacts
from rules.standing import TierFacts
from screens import routes, stamp
from screens.layout import Row, blocks, heading, lines
from screens.screen import Button, Screen
from screens.texts import Texts
from screens.tier import gives

Roles = frozenset[str]
"""Of `cashier`, `marketer`, `owner`; a plain member has none."""
BUTTONS_MAX = 10
CARDS_MAX = 3


def show(
    texts: Texts,
    name: str,
    balance: Balance,
    tier: TierFacts,
    roles: Roles = frozenset(),
    parts: Parts = USUAL,
    cards: Sequence[StampFacts] = (),
) -> Screen:
    """The one screen that everything starts from.

    tier: a programme without tiers gives an empty title. cards: of stamps.
    """
    if balance.available or balance.pending or balance.debt:
        parts |= {"points"}  # given by hand, or before the programme changed
    hello = texts.gettext("Hello, %(name)s!", name=texts.person(name)) if name else texts.gettext("Hello!")
    html = blocks(
        lines(heading("✨", texts.safe(texts.brand.name)), hello),
        lines(
            _available(texts, balance) if "points" in parts else "",
            _pending(texts, balance),
            _burning(texts, balance),
            _tier(texts, tier),
        ),
        lines(*(f"{stamp.line(texts, one)}{' 🎁' if one.gifts else ''}" for one in cards[:CARDS_MAX])),
    )
    return Screen(html, _rows(texts, roles, parts))


def commands(texts: Texts, roles: Roles = frozenset(), parts: Parts = USUAL) -> tuple[tuple[str, str], ...]:
    """Return (command without its slash, what it does) for one role, the likeliest first."""
    plain = texts.plain
    till = (("till", plain.gettext("The till")),) if "cashier" in roles else ()
    digest = (("digest", plain.gettext("Yesterday in figures")),) if "owner" in roles else ()
    marketing = (
        (
            ("marketing", plain.gettext("Broadcasts and campaigns")),
            ("segments", plain.gettext("Segments of members")),
        )
        if "marketer" in roles
        else ()
    )
    own = tuple((name, words) for part, name, words in _commands(plain) if part in parts)
    return (
        *till,
        *digest,
        *marketing,
        ("card", plain.gettext("My card for the till")),
        *own,
        ("settings", plain.gettext("Language, messages, quiet hours")),
        ("privacy", plain.gettext("What is kept about me")),
        ("mydata", plain.gettext("A copy of my data")),
        ("forget", plain.gettext("Erase my data")),
        ("help", plain.gettext("How it works")),
    )


def more(texts: Texts, parts: Parts, roles: Roles = frozenset()) -> Screen:
    """What the menu has no room for."""
    _, crowded = _fitting(texts, roles, parts)
    left = [*_features(texts, parts), *(button for button in _usual(texts, parts) if button not in crowded)]
    html = blocks(heading("🎁", texts.gettext("Also for you")), texts.gettext("Pick what you need."))
    return Screen(html, (*_pairs(left), (Button.action(texts.gettext("🏠 Menu"), routes.MENU),)))


def _features(texts: Texts, parts: Parts) -> list[Button]:
    """A button for each part that there is, the likeliest first."""
    known = (
        ("offers", Button.action(texts.gettext("🎁 Offers"), routes.OFFERS)),
        ("stamps", Button.action(texts.gettext("🎟 Stamps"), routes.STAMPS)),
        ("privileges", Button.action(texts.gettext("🎖 Privileges"), routes.PRIVILEGES)),
        ("games", Button.action(texts.gettext("🎮 Games"), routes.GAMES)),
        ("subscription", Button.action(texts.gettext("⭐ Subscription"), routes.SUBSCRIPTION)),
        ("promos", Button.action(texts.gettext("🏷 Promo code"), routes.PROMO)),
        ("gift_cards", Button.action(texts.gettext("🎁 Gift cards"), routes.GIFT_CARDS)),
        ("partners", Button.action(texts.gettext("🏬 Partners"), routes.PARTNERS)),
    )
    return [button for part, button in known if part in parts]


def _commands(plain: Texts) -> tuple[tuple[str, str, str], ...]:
    """(part, command, what it does), in the order of the commands."""
    return (
        ("points", "balance", plain.gettext("My balance")),
        ("tiers", "tier", plain.gettext("My tier and the way to the next one")),
        ("offers", "offers", plain.gettext("Offers for me")),
        ("stamps", "stamps", plain.gettext("My stamp cards")),
        ("privileges", "privileges", plain.gettext("My privileges, to show at the till")),
        ("games", "games", plain.gettext("Badges, challenges and draws")),
        ("subscription", "subscription", plain.gettext("My subscription")),
        ("subscription", "paysupport", plain.gettext("Help with a payment")),
        ("promos", "promo", plain.gettext("Use a promo code")),
        ("gift_cards", "gift_cards", plain.gettext("My gift cards")),
        ("partners", "partners", plain.gettext("Brands that share my balance")),
        ("points", "history", plain.gettext("What came and what went")),
        ("invite", "invite", plain.gettext("Invite a friend")),
        ("invite", "board", plain.gettext("Who brought the most friends")),
    )


def _usual(texts: Texts, parts: Parts) -> list[Button]:
    """What nearly every programme has."""
    known = (
        ("points", Button.action(texts.gettext("💰 Balance"), routes.BALANCE)),
        ("tiers", Button.action(texts.gettext("🏅 Tier"), routes.TIER)),
        ("points", Button.action(texts.gettext("📜 History"), routes.HISTORY)),
        ("invite", Button.action(texts.gettext("🤝 Invite"), routes.INVITE)),
    )
    return [button for part, button in known if part in parts]


def _pairs(buttons: list[Button]) -> tuple[Row, ...]:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _rows(texts: Texts, roles: Roles, parts: Parts) -> tuple[Row, ...]:
    staff = _staff(texts, roles)
    features, usual = _fitting(texts, roles, parts)
    card = Button.action(texts.gettext("💳 My card"), routes.CARD, style="primary")
    return (
        (card, *features) if len(features) == 1 else (card,),
        *(_pairs(features) if len(features) > 1 else ()),
        *_pairs(usual),
        (
            Button.action(texts.gettext("⚙️ Settings"), routes.SETTINGS),
            Button.action(texts.gettext("❓ Help"), routes.HELP),
        ),
        *((staff,) if staff else ()),
    )


def _staff(texts: Texts, roles: Roles) -> Row:
    known = (
        ("cashier", Button.action(texts.gettext("🧾 Till"), routes.TILL)),
        ("owner", Button.action(texts.gettext("📊 Yesterday"), routes.DIGEST)),
        ("marketer", Button.action(texts.gettext("📣 Marketing"), routes.MARKETER)),
    )
    return tuple(button for role, button in known if role in roles)


def _fitting(texts: Texts, roles: Roles, parts: Parts) -> tuple[list[Button], list[Button]]:
    """(features, usual) that the menu has room for; what it has not is behind one button."""
    features, usual = _features(texts, parts), _usual(texts, parts)
    room = BUTTONS_MAX - 3 - len(_staff(texts, roles))
    if len(usual) + len(features) > room:
        features = [Button.action(texts.gettext("🎁 More for you"), routes.MORE)]
        usual = [button for button in usual if button.target != routes.HISTORY or len(usual) < room]
    return features, usual


def _available(texts: Texts, balance: Balance) -> str:
    return texts.gettext("💰 Balance: <b>%(points)s</b>", points=texts.points(balance.available))


def _pending(texts: Texts, balance: Balance) -> str:
    if not balance.pending:
        return ""
    points = sum(one.points for one in balance.pending)
    return texts.gettext("⏳ On the way: %(points)s", points=texts.points(points))


def _burning(texts: Texts, balance: Balance) -> str:
    if not balance.burning:
        return ""
    soonest = balance.burning[0]
    return texts.gettext(
        "🔥 %(points)s: use by %(day)s", points=texts.points(soonest.points), day=texts.day(soonest.last_day)
    )


def _tier(texts: Texts, tier: TierFacts) -> str:
    if not tier.title:
        return ""
    if "tiers" not in texts.parts:
        words = gives(texts, tier) if "partners" not in texts.parts else ""  # each of them has its own
        return f"🏷 {words}" if words else ""
    if tier.discount_percent:
        return texts.gettext(
            "🏅 %(tier)s: %(off)s off every purchase",
            tier=texts.name(tier.title),
            off=texts.percent(tier.discount_percent),
        )
    if not tier.rate_percent:
        return texts.gettext("🏅 %(tier)s", tier=texts.name(tier.title))
    return texts.gettext(
        "🏅 %(tier)s: %(percent)s back from every purchase",
        tier=texts.name(tier.title),
        percent=texts.percent(tier.rate_percent),
    )
