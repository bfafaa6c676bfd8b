"""An old base comes in row by row: what it gives, what is refused, and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from actions import imports, ledger, member, program, tier
from actions.imports import ImportUnderWay, Numbered, Past, Progress, Reject, Row
from actions.verify import verify
from rules.priced import Line
from storage import events, purchases, standings
from storage.work import Work
from tests.make import NOON
from tests.rules.programs import BONUS, BONUS_TEXT

PHONE = "+79123456789"


@pytest.fixture
def shop(work: Work) -> Work:
    """A shop whose programme came into force just now."""
    program.apply(work, BONUS_TEXT)
    return work


def numbered(*rows: Row) -> list[Numbered]:
    return [Numbered(line, row) for line, row in enumerate(rows, start=2)]


def take(work: Work, kind: str, *rows: Row, sha256: str = "a file") -> list[Reject]:
    return imports.take(work, sha256, kind, 0, numbered(*rows), last=True)


def a_purchase(**cells: str) -> Row:
    return {"phone": PHONE, "at": "2026-02-01 12:00", "amount": "1000", **cells}


# ------------------------------------------------------------------ members


def test_a_member_comes_with_balance_tier_and_birthday_and_without_a_welcome(shop: Work) -> None:
    row = {
        "phone": "8 (912) 345-67-89",
        "name": " Анна ",
        "language": "en",
        "birthday": "25.12.1990",
        "external_id": "7",
        "points": "250",
        "points_last_day": "2026-03-31",
        "tier": "gold",
    }

    assert take(shop, "members", row) == []

    anna = member.by_phone(shop, PHONE)
    assert (anna.name, anna.language, anna.tier, str(anna.birthday)) == ("Анна", "en", "gold", "1990-12-25")
    assert ledger.available(shop, anna.member_id) == 250
    assert ledger.available(shop.at(datetime(2026, 3, 31, 20, 59, tzinfo=UTC)), anna.member_id) == 250
    assert ledger.available(shop.at(datetime(2026, 3, 31, 21, 0, tzinfo=UTC)), anna.member_id) == 0
    assert verify(shop) == ()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"phone": "12"}, "phone: '12' is wrong here; write it like +7 912 345-67-89."),
        ({"phone": ""}, "phone: '' is wrong here; a member needs a phone or an external_id."),
        ({"points": "-5"}, "points: '-5' is wrong here; it is a whole number from 0 to 1000000000000."),
        ({"tier": "iron"}, "tier: 'iron' is wrong here; it is one of base, silver, gold."),
        ({"language": "fr"}, "language: 'fr' is wrong here; it is one of ru, en."),
        ({"birthday": "2990-01-01"}, "birthday: '2990-01-01' is wrong here; it is a day of the past, like 1990-12-25."),
        (
            {"points_last_day": "2026-03-01"},
            "points_last_day: '2026-03-01' is wrong here; it is a day that is still to come.",
        ),
        (
            {"tier": "gould"},
            "tier: 'gould' is wrong here; it is one of base, silver, gold, and perhaps gold was meant.",
        ),
        ({"tier_last_day": "2026-12-31"}, "tier_last_day: '2026-12-31' is wrong here; it needs a tier beside it."),
        (
            {"tier": "gold", "tier_last_day": "2026-02-28"},
            "tier_last_day: '2026-02-28' is wrong here; it is a day that is still to come.",
        ),
        (
            {"tier": "base", "tier_last_day": "2026-12-31"},
            "tier_last_day: '2026-12-31' is wrong here; base has no end in this programme; leave the cell empty.",
        ),
        ({"external_id": "x" * 129}, f"external_id: '{'x' * 129}' is wrong here; it has at most 128 characters."),
    ],
)
def test_a_member_with_a_wrong_cell_is_refused_with_its_place_and_what_is_right(
    shop: Work, cells: dict[str, str], said: str
) -> None:
    rejects = take(shop, "members", {"phone": PHONE, "name": "Anna", "points": "10"} | cells)

    assert [(one.line, one.reason) for one in rejects] == [(2, said)]
    assert imports.progress(shop, "a file") == Progress(1, 1, finished=True)


@pytest.mark.parametrize("named", ["silver", "Silver", "СЕРЕБРЯНЫЙ"])
def test_a_tier_comes_by_its_name_or_title_and_ends_with_the_day_that_the_row_names(shop: Work, named: str) -> None:
    take(shop, "members", {"phone": PHONE, "tier": named, "tier_last_day": "31.08.2026"})

    found = standings.get(shop, member.by_phone(shop, PHONE).member_id)

    assert found is not None
    assert (found.tier, found.since, found.until) == ("silver", NOON, datetime(2026, 8, 31, 21, 0, tzinfo=UTC))


def test_a_second_member_with_the_same_phone_or_number_is_refused_and_the_first_stays(shop: Work) -> None:
    rejects = take(
        shop,
        "members",
        {"phone": PHONE, "external_id": "7", "points": "10"},
        {"phone": "89123456789", "points": "99"},
        {"external_id": "7", "points": "99"},
    )

    assert [one.line for one in rejects] == [3, 4]
    assert all("is here already" in one.reason for one in rejects)
    assert ledger.balance(shop, member.by_phone(shop, PHONE).member_id) == 10


def test_a_refused_row_leaves_nothing_behind(shop: Work) -> None:
    take(shop, "members", {"phone": PHONE, "points": "10", "points_last_day": "2020-01-01"})

    with pytest.raises(member.MemberUnknown):
        member.by_phone(shop, PHONE)


# ------------------------------------------------------------------ purchases


def test_a_purchase_of_before_the_first_programme_earns_by_it_and_from_its_own_day(shop: Work) -> None:
    take(shop, "members", {"phone": PHONE}, sha256="members")

    assert take(shop, "purchases", a_purchase(receipt="17", location="Арбат, 1", category="tea")) == []

    anna = member.by_phone(shop, PHONE)
    [bought] = purchases.of_member(shop, anna.member_id, 5)
    assert bought.at == datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    assert (bought.net_minor, bought.points_earned, bought.receipt) == (1000_00, 10, "17")
    assert ledger.available(shop, anna.member_id) == 10
    assert verify(shop) == ()


def test_nobody_is_told_of_an_old_purchase(shop: Work) -> None:
    take(shop, "members", {"phone": PHONE}, sha256="members")
    take(shop, "purchases", *(a_purchase(receipt=str(number)) for number in range(12)))

    assert events.waiting(shop, 10) == []


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_tier_is_what_todays_window_gives_in_whatever_order_the_file_is(shop: Work, newest_first: bool) -> None:
    take(shop, "members", {"phone": PHONE}, sha256="members")
    days = [NOON - timedelta(days=day) for day in range(1, 11)] + [NOON - timedelta(days=800 + day) for day in range(9)]
    rows = [a_purchase(at=day.isoformat(), amount="10") for day in sorted(days, reverse=newest_first)]

    assert take(shop, "purchases", *rows) == []

    assert tier.of(shop, member.by_phone(shop, PHONE).member_id, BONUS).tier == "gold"


@pytest.mark.parametrize("newest_first", [False, True])
def test_purchases_of_long_ago_give_no_tier_today(shop: Work, newest_first: bool) -> None:
    """Nine a year, three years long, are never the ten of one year."""
    take(shop, "members", {"phone": PHONE}, sha256="members")
    days = [NOON - timedelta(days=400 * year + day) for year in (0, 1, 2) for day in range(1, 10)]
    rows = [a_purchase(at=day.isoformat(), amount="10") for day in sorted(days, reverse=newest_first)]

    assert take(shop, "purchases", *rows) == []

    found = standings.get(shop, member.by_phone(shop, PHONE).member_id)
    assert found is not None
    assert found.tier == "silver"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"phone": "+79990000000"}, "phone: '+79990000000' is wrong here; import its member first."),
        ({"external_id": "404"}, "external_id: '404' is wrong here; import its member first."),
        ({"phone": ""}, "phone: '' is wrong here; a purchase names its buyer by phone or external_id."),
        ({"at": "2026-03-02 12:01"}, "at: '2026-03-02 12:01' is wrong here; a purchase lies in the past."),
        ({"at": "soon"}, "at: 'soon' is wrong here; write it like 2026-05-31 18:20 or 31.05.2026 18:20."),
        ({"amount": "-1"}, "amount: '-1' is wrong here; write it like 1250.50."),
        ({"amount": "0"}, "amount: '0' is wrong here; a purchase comes to more than nothing."),
    ],
)
def test_a_purchase_with_a_wrong_cell_is_refused_with_its_place_and_what_is_right(
    shop: Work, cells: dict[str, str], said: str
) -> None:
    take(shop, "members", {"phone": PHONE}, sha256="members")

    rejects = take(shop, "purchases", a_purchase(**cells))

    assert [one.reason for one in rejects] == [said]


def test_the_same_purchase_in_another_file_is_refused_unless_its_receipt_differs(shop: Work) -> None:
    take(shop, "members", {"phone": PHONE}, sha256="members")
    take(shop, "purchases", a_purchase(receipt="1"))

    rejects = take(shop, "purchases", a_purchase(receipt="1"), a_purchase(receipt="2"), sha256="another file")

    assert [one.line for one in rejects] == [2]
    assert "is here already" in rejects[0].reason
    assert ledger.available(shop, member.by_phone(shop, PHONE).member_id) == 20


# ------------------------------------------------------------------ once


def test_two_imports_of_one_file_take_each_row_once(shop: Work) -> None:
    first, second = numbered({"phone": PHONE}, {"phone": "+79123456780"})
    imports.take(shop, "a file", "members", 0, [first], last=False)

    with pytest.raises(ImportUnderWay):
        imports.take(shop, "a file", "members", 0, [first], last=False)
    imports.take(shop, "a file", "members", 1, [second], last=True)
    with pytest.raises(ImportUnderWay):
        imports.take(shop, "a file", "members", 2, [second], last=True)

    assert imports.progress(shop, "a file") == Progress(2, 0, finished=True)


def test_past_purchases_are_real_ones_with_their_chain(shop: Work) -> None:
    since = NOON - timedelta(days=366)
    program.apply(shop, f"{BONUS_TEXT}\n# a year ago", since)
    [member_id] = imports.join(shop, since, {"900": "Household 900"}).values()
    assert imports.join(shop, NOON, {"900": "Household 900"}) == {"900": member_id}
    past = [Past(member_id, NOON - timedelta(days=366 - day), (Line(100_00, category="tea"),)) for day in range(1, 6)]

    imports.take_past(shop, "a year", "journey", 0, past[:2], last=False)
    imports.take_past(shop, "a year", "journey", 2, past[2:], last=True)

    assert member.get(shop, member_id).name == "Household 900"
    assert member.get(shop, member_id).tier == "silver"
    assert ledger.balance(shop, member_id) == 5
    assert verify(shop) == ()
