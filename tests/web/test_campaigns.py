"""What a key of the campaigns' scope may rely on when it reads what they sold."""

from __future__ import annotations

import csv
from io import StringIO

from storage.work import Work
from tests.actions.campaigned import a_document, a_member, buy, lived, running, touch
from tests.make import NOON
from tests.web.rig import Shop, Till


def sold(work: Work) -> None:
    number = running(work)
    lived(work, number, NOON, count=30, seed=3)
    for name in ("second", "third"):
        number = running(work, a_document(name, title="="))
    touch(work, number, a_member(work), "a", NOON)
    who = a_member(work)
    touch(work, number, who, "", NOON)
    buy(work, who, NOON, 100_00)


async def test_the_list_comes_a_page_at_a_time_and_leads_to_the_report(shop: Shop, till: Till) -> None:
    await shop.store.write(sold)

    first = (await till.get("/v1/campaigns", limit=2)).json()
    rest = (await till.get("/v1/campaigns", limit=2, cursor=first["next_cursor"])).json()
    assert [one["name"] for one in first["campaigns"] + rest["campaigns"]] == ["third", "second", "spring"]
    assert rest["next_cursor"] is None

    read = (await till.get("/v1/campaigns/report", number=rest["campaigns"][0]["number"], csv=True)).json()
    assert read["whole"]["members"] == sum(one["members"] for one in read["variants"])
    assert read["whole"]["revenue_minor"] == sum(one["revenue_minor"] for one in read["variants"])
    seen = read["overall"]["conversion_percent"]
    assert float(seen["low"]) < float(seen["seen"]) < float(seen["high"])
    rows = list(csv.DictReader(StringIO(read["csv"])))
    assert [int(row["members"]) for row in rows[:2]] == [one["members"] for one in read["variants"]]


async def test_what_cannot_be_told_is_null(shop: Shop, till: Till) -> None:
    await shop.store.write(sold)

    read = (await till.get("/v1/campaigns/report", number=2)).json()
    assert read["counts_until"] is read["csv"] is read["overall"]["conversion_percent"] is None
    assert (read["against"], read["overall"]["verdict"]) == ("nobody", "nobody")
    few = (await till.get("/v1/campaigns/report", number=3)).json()["overall"]
    assert (few["verdict"], few["revenue_minor"]) == ("unsure", {"seen": "-10000.00", "low": None, "high": None})
    assert few["more_members"] > 0


async def test_a_key_of_a_till_does_not_read_campaigns(shop: Shop) -> None:
    desk = await shop.another_till()
    assert (await desk.get("/v1/campaigns")).json()["code"] == "scope_missing"
