"""Inviting friends: the link in one tap, and what came of each friend, refusals included."""

from __future__ import annotations

from collections.abc import Callable

from rules.invite import Invited, InviteFacts
from screens.layout import Row, back, blocks, heading, home, lines, pager, pages_line
from screens.routes import BOARD, FRIENDS, INVITE, INVITE_QR, action
from screens.screen import Button, Qr, Screen
from screens.texts import Texts


def show(texts: Texts, facts: InviteFacts) -> Screen:
    if "invite" not in texts.parts:
        return _closed(texts, facts)
    html = blocks(
        heading("🤝", texts.gettext("Invite a friend")),
        lines(
            texts.gettext("For you: <b>%(points)s</b>", points=texts.points(facts.inviter_points)),
            texts.gettext("For your friend: <b>%(points)s</b>", points=texts.points(facts.friend_points)),
        ),
        _terms(texts, facts),
        lines(texts.gettext("Your link:"), _link(texts, facts)),
        _results(texts, facts),
    )
    return Screen(html, (*_share(texts, facts), _more(texts), home(texts)))


def _closed(texts: Texts, facts: InviteFacts) -> Screen:
    """No rewards are promised now; what earlier friends brought stays to be seen."""
    html = blocks(
        heading("🤝", texts.gettext("Invite a friend")),
        texts.gettext("There are no rewards for invitations now."),
        _results(texts, facts),
    )
    friends = Button.action(texts.gettext("👥 My friends"), action(FRIENDS, 0))
    return Screen(html, ((friends,), home(texts)) if facts.friends else (home(texts),))


def qr(texts: Texts, facts: InviteFacts) -> Screen:
    """The link as a picture, to show from one phone to another."""
    html = blocks(
        heading("🤝", texts.gettext("Let your friend scan this")),
        texts.gettext("It opens our chat with your invitation. The same link in words:"),
        _link(texts, facts),
    )
    picture = Qr(facts.link, texts.brand.accent, texts.brand.logo)
    return Screen(html, (*_share(texts, facts), (*back(texts, INVITE), *home(texts))), picture=picture)


def friends(texts: Texts, facts: InviteFacts) -> Screen:
    """One page of friends, newest first."""
    if not facts.friends:
        empty = blocks(
            heading("👥", texts.gettext("Your friends")),
            texts.gettext("Nobody has come by your link yet. Send it to someone who will like it here."),
        )
        return Screen(empty, (*_share(texts, facts), (*back(texts, INVITE), *home(texts))))
    html = blocks(
        heading("👥", texts.gettext("Your friends")),
        *(_friend(texts, friend) for friend in facts.friends),
        pages_line(texts, facts.page, facts.pages),
    )
    turn = pager(texts, FRIENDS, facts.page, facts.pages)
    return Screen(html, (*turn, (*back(texts, INVITE), *home(texts))))


def refused(texts: Texts, reason: str) -> Screen:
    """Tell someone who came by a link why it gives nothing; reason: an InviteReason."""
    html = blocks(texts.gettext("This invitation does not count."), why(texts, reason))
    invite = Button.action(texts.gettext("🤝 My own link"), INVITE)
    return Screen(html, ((invite,), home(texts)))


def why(texts: Texts, reason: str) -> str:
    """Return the sentence for a reason; one that we do not know yet gets a true general one."""
    words = {
        "own": texts.gettext("It is the same person: one cannot invite oneself."),
        "loop": texts.gettext("This friend is among those whose invitations led to you."),
        "not_new": texts.gettext("The friend was a member already."),
        "late": texts.gettext("The time for the first purchase had run out."),
        "small": texts.gettext("The first purchase was below the minimum."),
        "cap": texts.gettext("The limit of rewards for this period was reached."),
        "returned": texts.gettext("The purchase was returned."),
        "closed": texts.gettext("There were no rewards for invitations at that time."),
        "erased": texts.gettext("The friend has left the programme."),
    }
    return words.get(reason) or texts.gettext("It does not meet the terms of the invitation.")


def _terms(texts: Texts, facts: InviteFacts) -> str:
    if facts.purchase_min_minor > 0:
        return texts.ngettext(
            "Both come after your friend's first purchase of %(sum)s or more, made within %(n)s day of joining.",
            "Both come after your friend's first purchase of %(sum)s or more, made within %(n)s days of joining.",
            facts.window_days,
            sum=texts.money(facts.purchase_min_minor),
        )
    return texts.ngettext(
        "Both come after your friend's first purchase, made within %(n)s day of joining.",
        "Both come after your friend's first purchase, made within %(n)s days of joining.",
        facts.window_days,
    )


def _link(texts: Texts, facts: InviteFacts) -> str:
    return f"<code>{texts.safe(facts.link)}</code>"


def _results(texts: Texts, facts: InviteFacts) -> str:
    if not facts.joined and not facts.refused:
        return ""
    earned, pending = texts.points(facts.earned_points), texts.points(facts.pending_points)
    return lines(
        texts.gettext("👥 Joined: %(joined)s, bought: %(bought)s", joined=facts.joined, bought=facts.bought),
        texts.gettext("💰 Earned: <b>%(points)s</b>", points=earned),
        texts.gettext("⏳ On the way: %(points)s", points=pending) if facts.pending_points else "",
        texts.gettext("🚫 Not counted: %(count)s", count=facts.refused) if facts.refused else "",
    )


def _share(texts: Texts, facts: InviteFacts) -> tuple[Row, ...]:
    share = Button.share(texts.gettext("📤 Share"), facts.link, _offer(texts.plain, facts))
    return ((share, Button.copy(texts.gettext("📋 Copy the link"), facts.link)),)


def _offer(texts: Texts, facts: InviteFacts) -> str:
    """What goes to the friend beside the link. texts: plain ones."""
    brand, points = texts.brand.name, texts.points(facts.friend_points)
    if facts.purchase_min_minor > 0:
        return texts.ngettext(
            "I have a card at %(brand)s. Join by my link: for a first purchase of %(sum)s or more within %(n)s day "
            "of joining you get %(points)s.",
            "I have a card at %(brand)s. Join by my link: for a first purchase of %(sum)s or more within %(n)s days "
            "of joining you get %(points)s.",
            facts.window_days,
            brand=brand,
            sum=texts.money(facts.purchase_min_minor),
            points=points,
        )
    return texts.ngettext(
        "I have a card at %(brand)s. Join by my link: for a first purchase within %(n)s day of joining you get "
        "%(points)s.",
        "I have a card at %(brand)s. Join by my link: for a first purchase within %(n)s days of joining you get "
        "%(points)s.",
        facts.window_days,
        brand=brand,
        points=points,
    )


def _more(texts: Texts) -> Row:
    return (
        Button.action(texts.gettext("🔳 QR code"), INVITE_QR),
        Button.action(texts.gettext("👥 My friends"), action(FRIENDS, 0)),
        Button.action(texts.gettext("🏆 Board"), BOARD),
    )


def _friend(texts: Texts, friend: Invited) -> str:
    name = texts.person(friend.name) if friend.name else texts.gettext("A friend")
    first = texts.gettext("<b>%(name)s</b> · %(day)s", name=name, day=texts.local_day(friend.at))
    return lines(first, STATES[friend.state](texts, friend))


def _pending(texts: Texts, friend: Invited) -> str:
    points = texts.points(friend.points)
    if friend.active_at is None:
        return texts.gettext("⏳ Bought; on the way to you: %(points)s", points=points)
    day = texts.local_day(friend.active_at)
    return texts.gettext("⏳ Bought; yours from %(day)s: %(points)s", points=points, day=day)


def _rewarded(texts: Texts, friend: Invited) -> str:
    return texts.gettext("✅ Bought; you earned: %(points)s", points=texts.points(friend.points))


def _refused(texts: Texts, friend: Invited) -> str:
    return texts.gettext("🚫 Not counted. %(why)s", why=why(texts, friend.reason))


def _cancelled(texts: Texts, friend: Invited) -> str:
    return texts.gettext("↩️ Cancelled. %(why)s", why=why(texts, friend.reason))


STATES: dict[str, Callable[[Texts, Invited], str]] = {
    "joined": lambda texts, _: texts.gettext("👋 Joined, has not bought yet"),
    "bought": lambda texts, _: texts.gettext("🛍 Bought"),
    "pending": _pending,
    "rewarded": _rewarded,
    "refused": _refused,
    "cancelled": _cancelled,
}
