"""What an integrator reads of members' marks: a page at a time, in sums, and a partner its own alone."""

from __future__ import annotations

from functools import partial
from typing import Any

from actions import address, feedback, feedback_asking, member
from storage import members
from storage.store import Store
from storage.tables import ratings
from storage.work import Work
from tests.make import Clock
from tests.web.rig import PROGRAM, a_shop

TIME = {"since": "2026-03-01T00:00:00+03:00", "until": "2026-04-01T00:00:00+03:00"}
DOCUMENT = (
    PROGRAM
    + """
[feedback]
rating = { every_days = 7 }

[[partners]]
name = "cafe"
title = { ru = "Кафе", en = "Cafe" }
locations = ["Sadovaya 2"]
"""
)


def answer_all(work: Work, *scores: int) -> None:
    """Give the open questions these marks, place by place."""
    open_ = [
        row for row in work.all(ratings.select().order_by(ratings.c.location, ratings.c.rating_id)) if row.score is None
    ]
    for row, score in zip(open_, scores, strict=True):
        who = member.get(work, row.member_id)
        feedback.rate(work, who, row.rating_id, score)
        feedback.say(work, who, row.rating_id, f"It was {score}.")


async def test_answers_come_a_page_at_a_time_and_in_sums_and_a_partner_reads_its_own(
    store: Store, clock: Clock
) -> None:
    async with a_shop(store, document=DOCUMENT) as shop:
        cafe = await shop.another_till("cafe-1", location="Sadovaya 2", partner="cafe", scopes=["sales", "feedback"])
        await store.write(feedback_asking.ask)
        for number in range(3):
            made = await shop.member(phone=f"+7912345670{number}")
            await store.write(partial(arrives, channel="telegram"), made, str(number))
            seller = cafe if number == 2 else shop.till
            assert (await seller.buy(made, 500_00)).status_code == 201
        clock.pass_(hours=3)
        await store.write(feedback_asking.ask)
        await store.write(answer_all, 5, 2, 4)

        rows: list[dict[str, Any]] = []
        page: dict[str, Any] = {"next_cursor": ""}
        while page["next_cursor"] is not None:
            cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
            page = (await shop.till.get("/v1/feedback", limit=2, **TIME, **cursor)).json()
            rows += page["answers"]
        read = (await shop.till.get("/v1/feedback/figures", **TIME)).json()
        theirs = (await cafe.get("/v1/feedback", **TIME)).json()["answers"]

        assert sorted((row["score"], row["words"]) for row in rows) == [
            (2, "It was 2."),
            (4, "It was 4."),
            (5, "It was 5."),
        ]
        assert (read["asked"], read["all"]["scores"], read["all"]["average"]) == (3, [0, 1, 0, 1, 1], "3.67")
        assert [(one["location"], one["average"]) for one in read["locations"]] == [
            ("Arbat 1", "3.50"),
            ("Sadovaya 2", "4.00"),
        ]
        assert [row["score"] for row in theirs] == [4]
        assert (await cafe.get("/v1/feedback/figures", **TIME)).json()["all"]["rated"] == 1
        too_long = await shop.till.get("/v1/feedback/figures", since=TIME["since"], until="2026-12-31T00:00:00Z")
        assert too_long.json()["code"] == "span_invalid"


def arrives(work: Work, member_id: str, user_id: str, *, channel: str) -> None:
    """The member has a chat, in which they can be asked."""

    address.seen(work, channel, user_id, user_id, "ru")
    members.update_address(work, channel, user_id, member_id=member_id)
