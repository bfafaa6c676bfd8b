"""A wish to hear less outlives what happens to the member: a merge, an erasure, an import of the same phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import address, consent, imports, member, merge, privacy, program
from actions.consent import MarketingSuppressed
from actions.imports import Numbered
from rules.member import Member
from storage import members as rows
from storage.tables import erased_marks, marks, metadata
from storage.work import Work
from tests.make import NOON
from tests.rules.programs import BONUS_TEXT

PHONE = "+79161234501"
CHAT = "telegram"


@pytest.fixture(autouse=True)
def shop(work: Work) -> None:
    program.apply(work, BONUS_TEXT)


def joined(work: Work, user_id: str, *, marketing: bool | None = None, phone: str = "") -> Member:
    """Somebody with a chat; marketing: what they answered, None for nothing yet."""
    address.seen(work, CHAT, user_id, user_id, "ru")
    made = member.join(work, channel=CHAT, user_id=user_id, name="Анна", language="ru")
    if phone:
        member.share_phone(work, made, phone, own=True)
    if marketing is not None:
        consent.record(work, made.member_id, "marketing", granted=marketing, language="ru", channel=CHAT)
    return member.get(work, made.member_id)


def brought(work: Work) -> Member:
    """The same phone in a file of the shop's old base."""
    sha256 = "0" * 64
    row = Numbered(2, {"phone": PHONE, "name": "Анна"})
    imports.take(work, sha256, imports.MEMBERS, 0, [row], last=True)
    return member.by_phone(work, PHONE)


def test_who_was_erased_gets_no_advertising_by_an_import_and_may_agree_again_in_the_chat(work: Work) -> None:
    privacy.forget(work, joined(work, "1", marketing=True, phone=PHONE))

    back = brought(work)

    assert not back.marketing
    with pytest.raises(MarketingSuppressed):
        consent.record(work, back.member_id, "marketing", granted=True, language="ru", channel="import")
    consent.record(work, back.member_id, "marketing", granted=False, language="ru", channel="import")
    assert not member.get(work, back.member_id).marketing

    anna = joined(work, "2")
    speaker = member.share_phone(work, anna, PHONE, own=True)
    assert speaker.member_id == back.member_id
    assert not speaker.marketing
    consent.record(work, speaker.member_id, "marketing", granted=True, language="ru", channel=CHAT)
    assert member.get(work, speaker.member_id).marketing


def test_a_till_can_bring_the_yes_of_somebody_who_was_never_erased(work: Work) -> None:
    made = member.create(work, phone=PHONE, client="till-1", welcome=False)

    consent.record(work, made.member_id, "marketing", granted=True, language="ru", channel="till-1")

    assert member.get(work, made.member_id).marketing


def test_the_list_of_who_was_erased_holds_hashes_alone(work: Work) -> None:
    privacy.forget(work, joined(work, "5551234", marketing=True, phone=PHONE))

    kept = work.all(erased_marks.select())

    assert len(kept) == 2
    assert all(len(row.mark) == 64 and set(row.mark) <= set("0123456789abcdef") for row in kept)
    everything = {table.name: str(work.all(table.select())) for table in metadata.sorted_tables if table is not marks}
    for personal in (PHONE, PHONE[1:], "5551234", "Анна"):
        assert [name for name, rows_ in everything.items() if personal in rows_] == []


def test_two_who_are_one_hear_what_neither_of_them_refused(work: Work) -> None:
    old, new = joined(work, "1", marketing=True), joined(work, "2", marketing=False)
    member.toggle_mute(work, old, "news")
    member.toggle_mute(work, new, "friends")
    member.snooze(work, old, 7)
    member.snooze(work, new, 30)

    merge.merge(work, new.member_id, old.member_id)

    both = member.get(work, old.member_id)
    assert both.muted == {"news", "friends"}
    assert both.snoozed_until == NOON + timedelta(days=30)
    assert not both.marketing
    gone = rows.get(work, new.member_id)
    assert gone is not None
    assert (gone.muted, gone.snoozed_until, gone.marketing) == (frozenset(), None, False)


def test_a_yes_in_the_chat_stands_when_the_shop_knew_the_member_and_never_asked(work: Work) -> None:
    known = member.create(work, phone=PHONE, client="import", welcome=False)
    anna = joined(work, "1", marketing=True)

    speaker = member.share_phone(work, anna, PHONE, own=True)

    assert speaker.member_id == known.member_id
    assert speaker.marketing


def test_an_erased_member_keeps_no_wish(work: Work) -> None:
    anna = joined(work, "1", marketing=True)
    member.toggle_mute(work, anna, "news")
    member.snooze(work, anna, 90)

    privacy.forget(work, member.get(work, anna.member_id))

    gone = rows.get(work, anna.member_id)
    assert gone is not None
    assert (gone.muted, gone.snoozed_until, gone.marketing) == (frozenset(), None, False)
