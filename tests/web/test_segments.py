"""What a marketer's system may rely on: the place of a mistake, counts, pages, saved segments, lists."""

from __future__ import annotations

from tests.web.rig import Shop, Till


async def test_a_mistake_has_its_place_and_what_was_meant(shop: Shop, till: Till) -> None:
    answer = await till.post("/v1/segment-counts", {"expression": "frequncy >= 3"})

    said = answer.json()
    assert (answer.status_code, said["code"], said["place"]) == (400, "segment_invalid", 0)
    assert (said["found"], said["suggestion"]) == ("frequncy", "frequency")
    assert "frequency" in said["allowed"]


async def test_an_expression_is_counted_and_written_in_the_one_way(shop: Shop, till: Till) -> None:
    await shop.member()
    answer = await till.post("/v1/segment-counts", {"expression": "(purchases=0) AND phone_known"})

    assert answer.json() == {
        "expression": "purchases = 0 and phone_known",
        "members": 1,
        "reachable": 0,
        "consenting": 0,
    }


async def test_members_come_a_page_at_a_time(shop: Shop, till: Till) -> None:
    ids = sorted([await shop.member(phone=f"+7912345678{n}") for n in range(3)])

    first = (await till.get("/v1/segment-members", limit=2)).json()
    rest = (await till.get("/v1/segment-members", limit=2, cursor=first["next_cursor"])).json()

    assert first["member_ids"] + rest["member_ids"] == ids
    assert rest["next_cursor"] is None
    assert (await till.get("/v1/segment-members", cursor=first["next_cursor"][:-2])).status_code == 422


async def test_a_saved_segment_is_listed_with_who_uses_it_until_it_is_forgotten(shop: Shop, till: Till) -> None:
    await till.post("/v1/segments", {"name": "quiet", "expression": "r=1"})
    await till.post("/v1/segments", {"name": "quiet ones", "expression": 'segment "quiet" and marketing'})

    listed = (await till.get("/v1/segments")).json()["segments"]
    await till.post("/v1/segments/forget", {"name": "quiet ones"})
    gone = await till.post("/v1/segments/forget", {"name": "quiet"})

    assert listed[0] == {"name": "quiet", "expression": "r = 1", "used_by": ["quiet ones"]}
    assert gone.status_code == 200
    assert (await till.get("/v1/segments")).json() == {"segments": []}


async def test_a_list_of_members_becomes_a_tag(shop: Shop, till: Till) -> None:
    await shop.member(phone="+79123456789")

    listed = (await till.post("/v1/segment-lists", {"tag": "Fair", "members": ["8 912 345-67-89", "17"]})).json()

    assert listed == {"tag": "fair", "found": 1, "full": 0, "unknown": ["17"], "unknown_count": 1}
    assert (await till.post("/v1/segment-counts", {"expression": 'tag = "fair"'})).json()["members"] == 1


async def test_a_tills_key_finds_nobody_by_expressions(shop: Shop) -> None:
    desk = await shop.another_till()

    assert (await desk.post("/v1/segment-counts", {"expression": ""})).status_code == 403
