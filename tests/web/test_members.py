"""What a till may rely on about members: found, made, read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from actions import member, privacy, verify
from storage.tables import requests
from tests.web.rig import PHONE, Shop, Till
from web.api import pages


async def test_a_member_is_found_by_any_spelling_of_the_phone(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)

    for spelling in (PHONE, "8 (912) 345-67-89", "79123456789"):
        found = (await till.get("/v1/members", phone=spelling)).json()
        assert (found["id"], found["name"], found["balance"], found["tier"]) == (anna, "Anna", 300, "base")


async def test_a_new_member_is_welcomed_with_the_programmes_points(till: Till) -> None:
    made = await till.post("/v1/members", {"phone": PHONE, "name": "Anna", "birthday": "1990-12-25"})
    read = await till.get(f"/v1/members/{made.json()['id']}")

    assert made.status_code == 201
    assert made.json() == read.json()
    assert (made.json()["balance"], made.json()["language"], made.json()["currency"]) == (200, "ru", "RUB")


async def test_a_member_needs_a_phone_that_is_nobody_elses(shop: Shop, till: Till) -> None:
    await shop.member()

    taken = await till.post("/v1/members", {"phone": PHONE})
    nonsense = await till.post("/v1/members", {"phone": "no phone"})

    assert (taken.status_code, taken.json()["code"]) == (409, "phone_taken")
    assert (nonsense.status_code, nonsense.json()["code"]) == (422, "phone_invalid")


async def test_a_history_is_read_a_page_at_a_time(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    for amount_minor in range(100_00, 800_00, 100_00):
        await till.buy(anna, amount_minor)

    newest = (await till.get(f"/v1/members/{anna}/entries", limit=4)).json()
    await till.buy(anna, 100_00)  # moves nothing on the pages that follow
    last = (await till.get(f"/v1/members/{anna}/entries", limit=4, cursor=newest["next_cursor"])).json()

    assert [entry["points"] for entry in newest["entries"] + last["entries"]] == [21, 18, 5, 4, 3, 2, 1]
    assert newest["entries"][0] == {
        "at": "2026-03-02T09:00:00Z",
        "kind": "earned",
        "points": 21,
        "purchase_minor": 700_00,
        "rule": "silver",
        "rate_percent": "3",
        "active_at": None,
        "last_day": "2027-03-31",
        "note": "",
        "place": "Arbat 1",
    }
    assert last["next_cursor"] is None


@pytest.mark.parametrize(
    "wrong",
    ["x", "e30", pages.cursor("gift cards", 5), pages.cursor("entries", "5"), pages.cursor("entries", 2**63), "=", "!"],
)
async def test_a_cursor_of_nowhere_is_refused_with_its_place(shop: Shop, till: Till, wrong: str) -> None:
    answer = await till.get(f"/v1/members/{await shop.member()}/entries", cursor=wrong)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


async def test_the_last_page_that_is_full_has_none_after_it(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=5)

    page = (await till.get(f"/v1/members/{anna}/entries", limit=1)).json()

    assert (len(page["entries"]), page["next_cursor"]) == (1, None)


async def test_an_id_that_is_no_id_is_nowhere(till: Till) -> None:
    answer = await till.get("/v1/members/1")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_an_answer_that_is_repeated_after_an_erasure_names_nobody(shop: Shop, till: Till) -> None:
    made = await till.post("/v1/members", {"phone": PHONE, "name": "Anna"}, "key-of-anna")
    member_id = made.json()["id"]
    assert (await till.post("/v1/members", {"phone": PHONE, "name": "Anna"}, "key-of-anna")).json() == made.json()

    await shop.store.write(lambda work: privacy.forget(work, member.get(work, member_id)))
    again = await till.post("/v1/members", {"phone": PHONE, "name": "Anna"}, "key-of-anna")

    assert (again.status_code, again.json()) == (201, made.json() | {"name": "", "phone": ""})
    kept = await shop.store.read(lambda work: repr(work.all(sa.select(requests))))
    assert "Anna" not in kept
    assert PHONE not in kept


async def test_a_member_is_known_by_the_shops_own_number_too(shop: Shop, till: Till) -> None:
    made = (await till.post("/v1/members", {"external_id": "C-17", "name": "Anna"})).json()

    found = (await till.get("/v1/members", external_id="C-17")).json()
    nobody = await till.get("/v1/members", external_id="C-18")

    assert found == made
    assert (found["external_id"], found["phone"]) == ("C-17", "")
    assert nobody.json()["code"] == "member_unknown"


async def test_what_is_corrected_is_kept_and_the_rest_stays(shop: Shop, till: Till) -> None:
    anna = await shop.member()

    first = (await till.patch(f"/v1/members/{anna}", {"birthday": "1990-12-25", "external_id": "C-17"})).json()
    second = (await till.patch(f"/v1/members/{anna}", {"name": "Anna K.", "language": "en"}, "k")).json()
    again = (await till.patch(f"/v1/members/{anna}", {"name": "Anna K.", "language": "en"}, "k")).json()
    third = (await till.patch(f"/v1/members/{anna}", {"external_id": "", "birthday": "1990-12-26"})).json()

    assert (first["name"], first["birthday"], first["external_id"]) == ("Anna", "1990-12-25", "C-17")
    assert (second["name"], second["language"], second["birthday"]) == ("Anna K.", "en", "1990-12-25")
    assert again == second
    assert (third["external_id"], third["birthday"], third["phone"]) == ("", "1990-12-26", PHONE)


@pytest.mark.parametrize(
    "day", ["25.12.1990", "1990-12-25T00:00:00", "0", "662083200", 662083200, "1990-13-01", "1990-02-30", 1.5, True]
)
async def test_a_birthday_is_a_day_and_nothing_that_might_be_read_as_one(till: Till, day: object) -> None:
    answer = await till.post("/v1/members", {"phone": PHONE, "birthday": day})

    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"field": "birthday", "message": "must be a day like 1990-12-25"}],
    )


async def test_a_member_can_still_choose_their_birthday_after_the_till_left_it_out(shop: Shop, till: Till) -> None:
    answer = await till.patch(f"/v1/members/{await shop.member()}", {})

    assert answer.json()["birthday"] is None


async def test_privileges_are_told_in_the_members_language(shop: Shop, till: Till) -> None:
    anna = await shop.member(language="en")
    await till.buy(anna, 25_000_00)

    read = (await till.get(f"/v1/members/{anna}")).json()

    assert read["tier"] == "gold"
    assert read["privileges"]
    assert all(words.isascii() for words in read["privileges"])


async def test_tags_are_put_on_and_taken_off(shop: Shop, till: Till) -> None:
    anna = await shop.member()

    first = (await till.post(f"/v1/members/{anna}/tags", {"add": ["VIP", "Студент"]})).json()
    second = (await till.post(f"/v1/members/{anna}/tags", {"add": ["vip"], "remove": ["студент", "none"]})).json()

    assert first == {"member_id": anna, "tags": ["vip", "студент"]}
    assert second == {"member_id": anna, "tags": ["vip"]}
    assert (await till.get(f"/v1/members/{anna}")).json()["tags"] == ["vip"]


async def test_two_members_become_one_with_all_that_both_had(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=100)
    other = await shop.member(points=50, name="Anya", phone="+79000000001")
    await till.patch(f"/v1/members/{other}", {"birthday": "1990-12-25", "external_id": "C-17"})
    await till.post(f"/v1/members/{other}/tags", {"add": ["vip"]})
    bought = (await till.buy(other, 25_000_00)).json()

    one = (await till.post(f"/v1/members/{anna}/merge", {"other_id": other})).json()

    assert (one["id"], one["name"], one["phone"], one["birthday"]) == (anna, "Anna", PHONE, "1990-12-25")
    assert (one["tier"], one["tags"], one["external_id"]) == ("gold", ["vip"], "C-17")
    assert one["balance"] == 150 + bought["earned_points"]
    assert (await till.get(f"/v1/members/{other}")).json()["code"] == "member_unknown"
    assert (await till.post(f"/v1/members/{anna}/merge", {"other_id": other})).json()["code"] == "member_unknown"
    assert (await till.get(f"/v1/purchases/{bought['id']}")).json()["member_id"] == anna
    assert (await till.post(f"/v1/purchases/{bought['id']}/returns", {})).status_code == 201
    assert not await shop.store.read(verify.verify)


async def test_a_till_may_not_merge(shop: Shop, till: Till) -> None:
    anna, boris = await shop.member(), await shop.member(name="Boris", phone="+79000000001")

    answer = await (await shop.another_till()).post(f"/v1/members/{anna}/merge", {"other_id": boris})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
