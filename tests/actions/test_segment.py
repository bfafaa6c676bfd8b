"""Saved segments: kept, put together, counted, exported; who uses one; a list that becomes a tag."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import campaign, member, privacy, program, segment
from actions.segment import (
    Counted,
    SegmentBreaks,
    SegmentNameInvalid,
    SegmentsTooMany,
    SegmentUnknown,
    SegmentUsed,
    Use,
)
from rules.segment import SegmentInvalid
from storage.store import Store
from storage.tables import addresses, member_facts, members
from storage.work import Work
from tests.actions.campaigned import a_document
from tests.actions.racing import meanwhile
from tests.rules.programs import BONUS_TEXT


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, BONUS_TEXT)
    return work


def a_member(work: Work, name: str = "Anna", *, last_days: int | None = None, chat: bool = True, **more: object) -> str:
    member_id = work.fresh_id()
    row = {"created_at": work.now, "name": name, "language": "ru", "muted": [], "referral_code": member_id[-6:].upper()}
    work.run(members.insert(), member_id=member_id, **(row | more))
    if last_days is not None:
        at = work.now - timedelta(days=last_days)
        scores = {"recency": 1 if last_days > 60 else 3, "frequency": 3, "monetary": 2, "cell": "at_risk"}
        facts = {"purchases": 5, "spend_minor": 900_00, "last_at": at, "first_at": at, "counted_at": work.now}
        work.run(member_facts.insert(), member_id=member_id, **facts, **scores)
    if chat:
        row = {"channel": "telegram", "user_id": member_id, "chat_id": member_id, "seen_at": work.now}
        work.run(addresses.insert(), member_id=member_id, **row)
    return member_id


def test_a_saved_segment_is_counted_by_its_name_and_within_others(shop: Work) -> None:
    quiet = a_member(shop, last_days=90, marketing=True)
    a_member(shop, last_days=90, chat=False)
    a_member(shop, last_days=3)

    assert segment.save(shop, "often  before", "(f=3 AND r = 1)").expression == "f = 3 and r = 1"
    segment.save(shop, "written to", 'segment("often before") and marketing')

    assert segment.count(shop, 'segment "often before"') == Counted(2, 1, 1)
    assert segment.sample(shop, 'segment "written to"', 5) == [quiet]
    assert segment.count(shop, "") == Counted(3, 2, 1)


def test_a_page_goes_on_after_its_last_member(shop: Work) -> None:
    ids = sorted(a_member(shop) for _ in range(5))

    first = segment.page(shop, "", "00000000-0000-0000-0000-000000000000", 3)

    assert first + segment.page(shop, "", first[-1], 3) == ids


def test_a_used_segment_stays(shop: Work) -> None:
    segment.save(shop, "quiet", "recency_days > 60")
    segment.save(shop, "rich and quiet", 'segment "quiet" and spend > 10000')
    number = campaign.draft(shop, a_document(title="Spring", audience='not segment "quiet"'))

    assert segment.uses(shop, "quiet") == (Use("campaign", "Spring"), Use("segment", "rich and quiet"))
    with pytest.raises(SegmentUsed, match="Spring, rich and quiet"):
        segment.forget(shop, "quiet")
    with pytest.raises(SegmentUnknown):
        segment.forget(shop, "rich")

    segment.forget(shop, "rich and quiet")
    campaign.forget(shop, number)
    segment.forget(shop, "quiet")
    assert segment.saved(shop) == ()


def test_no_segment_goes_round_to_itself(shop: Work) -> None:
    segment.save(shop, "a", "r = 1")
    segment.save(shop, "b", 'segment "a" or r = 2')

    with pytest.raises(SegmentInvalid) as round_two:
        segment.save(shop, "a", 'f = 1 and segment "b"')
    with pytest.raises(SegmentInvalid) as round_one:
        segment.save(shop, "c", 'f = 1 and segment "c"')

    for found in (round_one, round_two):
        assert (found.value.facts["problem"], found.value.place, found.value.facts["segment"]) == ("loop", 18, "")
    assert segment.get(shop, "a").expression == "r = 1"


def test_a_segment_changes_only_as_far_as_its_users_can_follow(shop: Work) -> None:
    long = " or ".join(["r = 1"] * 40)
    segment.save(shop, "inner", "r = 1")
    segment.save(shop, "outer", 'segment "inner" and r = 2')
    campaign.draft(shop, a_document("two", audience='segment "inner" or segment "none"'))  # broken anyway
    campaign.draft(shop, a_document(title="Spring", audience=f'{long} or not segment "outer" or segment "inner"'))

    with pytest.raises(SegmentBreaks, match="conditions: Spring"):
        segment.save(shop, "inner", long)

    assert segment.get(shop, "inner").expression == "r = 1"
    segment.save(shop, "inner", "r = 1 or r = 2")


async def test_two_that_are_saved_at_once_make_no_loop(store: Store) -> None:
    def begin(work: Work) -> None:
        program.apply(work, BONUS_TEXT)
        segment.save(work, "p", "r = 1")
        segment.save(work, "q", "r = 1")

    await store.write(begin)
    answer = await meanwhile(
        store,
        lambda work: segment.save(work, "p", 'segment "q"'),
        lambda work: segment.save(work, "q", 'segment "p"'),
    )
    assert isinstance(answer, SegmentInvalid)
    assert answer.facts["problem"] == "loop"


async def test_what_somebody_is_about_to_name_is_not_forgotten(store: Store) -> None:
    def begin(work: Work) -> None:
        program.apply(work, BONUS_TEXT)
        segment.save(work, "p", "r = 1")

    await store.write(begin)
    answer = await meanwhile(
        store,
        lambda work: segment.save(work, "q", 'segment "p"'),
        lambda work: segment.forget(work, "p"),
    )
    assert isinstance(answer, SegmentUsed)


def test_what_only_this_shop_knows_is_held_against_it(shop: Work) -> None:
    with pytest.raises(SegmentInvalid, match="did you mean"):
        segment.count(shop, 'tier = "sliver"')
    with pytest.raises(SegmentInvalid, match="language is never"):
        segment.count(shop, 'language in ("ru", "de")')
    with pytest.raises(SegmentInvalid, match="no campaign"):
        segment.count(shop, 'touched("spring")')
    campaign.draft(shop, a_document("spring"))
    assert segment.count(shop, 'touched("spring")').members == 0
    with pytest.raises(SegmentInvalid, match="no saved segment"):
        segment.count(shop, 'segment "none"')


def test_names_and_numbers_of_segments_have_limits(shop: Work) -> None:
    for name in ("", " ", 'a "b"', "a\x00b", "a" * 49):
        with pytest.raises(SegmentNameInvalid):
            segment.save(shop, name, "r = 1")
    for each in range(segment.SEGMENTS_MAX):
        segment.save(shop, f"n{each}", "r = 1")
    with pytest.raises(SegmentsTooMany):
        segment.save(shop, "one more", "r = 1")
    assert segment.save(shop, "n7", "r = 2").expression == "r = 2"


def test_a_list_of_phones_and_numbers_becomes_a_tag(shop: Work) -> None:
    by_phone = a_member(shop, phone="+79991234567")
    a_member(shop, external_id="1001")
    a_member(shop, referral_code="FRIEND")
    gone = a_member(shop, phone="+79990000000")
    privacy.forget(shop, member.get(shop, gone))

    said = ["8 (999) 123-45-67", "1001", "friend", "1001", " ", "+79990000000", "nobody"]
    listed = segment.tag_list(shop, "VIP", said)
    again = segment.tag_list(shop, "vip", said)

    assert (listed.found, listed.unknown, listed.full) == (3, ("+79990000000", "nobody"), 0)
    assert again == listed
    assert segment.count(shop, 'tag = "vip"').members == 3
    assert by_phone in segment.sample(shop, 'tag = "vip"', 3)


def test_who_has_too_many_tags_gets_no_more(shop: Work) -> None:
    a_member(shop, external_id="7")
    for each in range(50):
        segment.tag_list(shop, f"t{each}", ["7"])

    assert segment.tag_list(shop, "one more", ["7"]).full == 1
    assert segment.tag_list(shop, "t3", ["7"]).found == 1


def test_a_table_has_the_segments_members_and_no_formula(shop: Work) -> None:
    a_member(shop, "=HYPERLINK(1)", last_days=90)
    a_member(shop, "Boris", last_days=2)

    rows = list(segment.export_rows(shop, "recency_days > 60"))

    told = dict(zip(segment.export_head(), rows[0], strict=True))
    assert len(rows) == 1
    assert (told["name"], told["spend"], told["purchases"], told["cell"]) == ("'=HYPERLINK(1)", "900.00", 5, "at_risk")
