"""A pilot serves whom it should and nobody else, and takes nothing back when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import delivery, lease, ledger, member, pilot, program, purchase, returns, tag, tier
from actions.pilot import PilotNameInvalid, PilotsMeet, PilotTooShort, PilotUnknown, PilotUnlimited
from actions.program import NoProgram, PilotDiffers
from actions.purchase import Sale
from rules.pilot import Scope
from rules.priced import Cheque, Line
from storage import purchases
from storage.work import Work
from tests.jobs.post import join as chat
from tests.jobs.post import tell
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT, changed

RUB = 100
DOUBLE = changed(('rate = "1%"', 'rate = "2%"'))
ARBAT = Scope(locations=frozenset({"arbat"}))
VIP = Scope(tags=frozenset({"vip"}))
HALF = Scope(share_percent=50)


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, BONUS_TEXT)
    return work


def join(work: Work) -> str:
    return member.create(work, client="test", welcome=False).member_id


def buys(work: Work, member_id: str, location: str = "") -> tuple[int, str]:
    """(points earned for 1 000 roubles, the purchase)"""
    sale = Sale(member_id=member_id, cheque=Cheque((Line(1_000 * RUB),)), client="test", location=location)
    recorded = purchase.record(work, sale)
    return recorded.quote.earn_points, recorded.purchase_id


def test_a_purchase_at_a_pilots_shop_is_priced_by_it_and_names_its_version(shop: Work) -> None:
    anna = join(shop)
    tried = pilot.begin(shop, DOUBLE, "double", ARBAT)

    there, purchase_id = buys(shop, anna, "arbat")
    elsewhere, other_id = buys(shop, anna, "online")

    assert (there, elsewhere) == (20, 10)
    versions = [purchases.get(shop, each).program_version for each in (purchase_id, other_id)]  # type: ignore[union-attr]
    assert versions == [tried.version, 1]


def test_a_tagged_member_is_served_by_the_pilot_and_the_others_are_untouched(shop: Work) -> None:
    anna, boris = join(shop), join(shop)
    tag.change(shop, anna, add=["VIP"])
    pilot.begin(shop, DOUBLE, "double", VIP)

    assert buys(shop, anna)[0] == 20
    assert buys(shop, boris)[0] == 10
    assert program.serving(shop, anna).version == 2
    assert program.serving(shop, boris).version == 1


def test_the_callers_tags_are_believed(shop: Work) -> None:
    anna = join(shop)
    pilot.begin(shop, DOUBLE, "double", VIP)

    assert program.serving(shop, anna, tags={"vip"}).version == 2
    assert program.serving(shop, anna, tags=()).version == 1


def test_a_share_of_the_members_is_the_same_at_each_purchase(shop: Work) -> None:
    people = [join(shop) for _ in range(40)]
    pilot.begin(shop, DOUBLE, "double", HALF)

    first = [program.serving(shop, one).version for one in people]

    assert {1, 2} == set(first)
    assert [program.serving(shop, one, "arbat").version for one in people] == first


def test_where_the_place_is_not_known_a_shops_pilot_serves_nobody(shop: Work) -> None:
    pilot.begin(shop, DOUBLE, "double", ARBAT)

    assert program.serving(shop, join(shop)).version == 1


def test_what_a_member_is_shown_of_their_tier_is_what_the_pilot_promises_them(shop: Work) -> None:
    anna, boris = member.get(shop, join(shop)), member.get(shop, join(shop))
    tag.change(shop, anna.member_id, add=["vip"])
    pilot.begin(shop, DOUBLE, "double", VIP)

    assert tier.facts(shop, anna).rate_percent == 2
    assert tier.facts(shop, boris).rate_percent == 1


def test_ending_a_pilot_takes_nothing_back(shop: Work, clock: Clock) -> None:
    anna = join(shop)
    pilot.begin(shop, DOUBLE, "double", ARBAT)
    _, purchase_id = buys(shop, anna, "arbat")
    before = ledger.available(shop, anna)

    clock.pass_(days=1)
    pilot.end(shop, "double")

    assert ledger.available(shop, anna) == before == 20
    assert buys(shop, anna, "arbat")[0] == 10
    returns.take_back(shop, purchase_id, None, client="test")
    assert ledger.available(shop, anna) == 10, "a return takes what was given then"


def test_a_pilot_ends_by_itself_at_its_instant(shop: Work, clock: Clock) -> None:
    anna = join(shop)
    pilot.begin(shop, DOUBLE, "double", ARBAT, until=shop.now + timedelta(days=7))

    clock.pass_(days=7, microseconds=-1)
    assert program.serving(shop, anna, "arbat").version == 2
    clock.pass_(microseconds=1)
    assert program.serving(shop, anna, "arbat").version == 1


def test_a_pilot_may_begin_later(shop: Work, clock: Clock) -> None:
    anna = join(shop)
    pilot.begin(shop, DOUBLE, "double", ARBAT, shop.now + timedelta(days=1))

    assert program.serving(shop, anna, "arbat").version == 1
    clock.pass_(days=1)
    assert program.serving(shop, anna, "arbat").version == 2


def test_a_pilot_begun_anew_replaces_itself(shop: Work, clock: Clock) -> None:
    anna = join(shop)
    pilot.begin(shop, DOUBLE, "double", ARBAT)
    clock.pass_(days=1)
    again = pilot.begin(
        shop, changed(('rate = "1%"', 'rate = "3%"')), "double", ARBAT, until=shop.now + timedelta(days=1)
    )

    assert program.serving(shop, anna, "arbat").version == again.version
    clock.pass_(days=1)
    assert program.serving(shop, anna, "arbat").version == 1, "what it replaced does not come back"


def test_a_new_main_programme_leaves_the_pilot_alone(shop: Work) -> None:
    anna = join(shop)
    pilot.begin(shop, DOUBLE, "double", ARBAT)

    program.apply(shop, changed(("share_percent = 50", "share_percent = 30")))

    assert program.serving(shop, anna, "arbat").version == 2
    assert program.serving(shop, anna, "online").version == 3


def test_pilots_that_could_meet_are_refused(shop: Work) -> None:
    pilot.begin(shop, DOUBLE, "double", ARBAT)
    other = changed(('rate = "1%"', 'rate = "3%"'))

    for scope in (ARBAT, VIP, HALF, Scope(locations=frozenset({"arbat", "online"}))):
        with pytest.raises(PilotsMeet, match="The pilot double could serve the same purchases as triple"):
            pilot.begin(shop, other, "triple", scope)
    pilot.begin(shop, other, "triple", Scope(locations=frozenset({"online"})))


def test_pilots_one_after_the_other_do_not_meet(shop: Work) -> None:
    friday = shop.now + timedelta(days=4)
    pilot.begin(shop, DOUBLE, "double", VIP, until=friday)

    pilot.begin(shop, changed(('rate = "1%"', 'rate = "3%"')), "triple", VIP, friday)


def test_a_pilot_must_agree_with_the_main_programme_where_points_and_tiers_are_the_same(shop: Work) -> None:
    no_gold = BONUS_TEXT[: BONUS_TEXT.index('[[tiers]]\nname = "gold"')] + BONUS_TEXT[BONUS_TEXT.index("[referral]") :]

    with pytest.raises(PilotDiffers, match="other names of tiers"):
        pilot.begin(shop, no_gold, "short", ARBAT)
    with pytest.raises(PilotDiffers, match="other point_value"):
        pilot.begin(shop, changed(('point_value = "1.00"', 'point_value = "0.50"')), "cheap", ARBAT)
    pilot.begin(shop, DOUBLE, "double", ARBAT)
    with pytest.raises(PilotDiffers, match="The pilot double"):
        program.apply(shop, no_gold)


def test_nonsense_is_refused(shop: Work) -> None:
    with pytest.raises(PilotUnlimited):
        pilot.begin(shop, DOUBLE, "double", Scope())
    with pytest.raises(PilotUnlimited):
        pilot.begin(shop, DOUBLE, "double", Scope(share_percent=0))
    with pytest.raises(PilotNameInvalid, match="'Two words' is no name"):
        pilot.begin(shop, DOUBLE, "Two words", ARBAT)
    with pytest.raises(PilotTooShort):
        pilot.begin(shop, DOUBLE, "double", ARBAT, until=shop.now)
    with pytest.raises(PilotUnknown, match="there is none"):
        pilot.end(shop, "double")


def test_without_a_main_programme_there_is_no_pilot(work: Work) -> None:
    with pytest.raises(NoProgram):
        pilot.begin(work, DOUBLE, "double", ARBAT)
    with pytest.raises(NoProgram):
        program.serving(work, join_nobody())


def join_nobody() -> str:
    return "01920000-0000-7000-8000-00000000000a"


def test_a_newcomer_of_a_pilots_share_is_welcomed_by_it(shop: Work) -> None:
    pilot.begin(shop, changed(("points = 200", "points = 500")), "warm", HALF)

    joined = [member.create(shop, client="test").member_id for _ in range(20)]

    given = {one: ledger.available(shop, one) for one in joined}
    assert set(given.values()) == {200, 500}
    assert all((program.serving(shop, one).version == 2) == (points == 500) for one, points in given.items())


def test_a_message_is_put_in_the_words_of_the_programme_that_serves_its_reader(shop: Work) -> None:
    anna, boris = chat(shop, "anna"), chat(shop, "boris")
    tag.change(shop, anna, add=["vip"])
    words = changed(('en = ["Early access to promotions"]', 'en = ["Early access", "Free coffee"]'))
    pilot.begin(shop, words, "coffee", VIP)
    for one in (anna, boris):
        tell(shop, one, f"news:{one}")
    delivery.pump(shop)
    held = lease.acquire(shop, "sender", "test", 30)
    assert held is not None

    letters = {letter.member_id: letter for letter in delivery.claim(shop, held, "telegram", {}).letters}

    assert letters[anna].program.tier("silver").privileges["en"] == ("Early access", "Free coffee")
    assert letters[boris].program.tier("silver").privileges["en"] == ("Early access to promotions",)
