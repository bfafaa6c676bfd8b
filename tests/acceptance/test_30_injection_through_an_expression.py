"""Acceptance 30: injection through a segment's expression is answered 400 with its place; values are bound."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from rules.segment import LETTERS_MAX, Terms, parse
from rules.segment_fields import FIELDS
from storage import segments
from storage.store import Store
from storage.tables import members
from storage.work import Work
from tests.make import NOON
from tests.rules.segment_trees import TIERS
from tests.web.rig import a_shop

# What is sent: the place at which it is refused.
ATTEMPTS = {
    "1=1": 0,
    "r = 1; drop table members": 5,
    "r = 1 -- ": 6,
    "r = 1 /* */ or 1 = 1": 6,
    "r = 1 union select phone from members": 6,
    "tag = 'x' or '1'='1'": 13,
    "tag = \"x' or 1=1": 6,
    'tag = "a\x00b"': 6,
    'tag = "a\u202eb"': 6,
    "phone = \"+7\"": 0,
    "members.phone = 1": 7,
    "referral_code = \"A\"": 0,
    "r = (select 1)": 4,
    "r = ?": 4,
    "r = :now": 4,
    "r = %(now)s": 4,
    "r = $1": 4,
    "r = 1e400": 4,
    "r = " + "9" * 400: 4,
    "r = １": 4,
    "ｒ = 1": 0,
    "r＝1": 1,
    'spent(days = 1); select 1': 15,
    'bought("coffee")': 7,
    'segment "none"': 8,
    'touched("none")': 8,
    "(" * 1_000: 13,
    "not " * 400 + "marketing": 52,
    "r = 1 or " * 500: LETTERS_MAX,
    "x" * 100_000: LETTERS_MAX,
}  # fmt: skip


async def test_30_each_attempt_is_refused_with_its_place_and_nothing_changes(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member()
        for expression, place in ATTEMPTS.items():
            wish = {"expression": expression}
            answer = await shop.till.post("/v1/segment-counts", wish)
            said = answer.json()
            assert (answer.status_code, said["code"], said["place"]) == (400, "segment_invalid", place), expression
            saved = await shop.till.post("/v1/segments", {"name": "attempt", **wish})
            assert saved.status_code == 400
        pages = [await shop.till.get("/v1/segment-members", expression=each) for each in ("1=1", "r = 1; drop table x")]
        assert [(page.status_code, page.json()["place"]) for page in pages] == [(400, 0), (400, 5)]
        assert (await shop.till.get("/v1/segments")).json() == {"segments": []}
        assert (await shop.till.get("/v1/segment-members")).json()["member_ids"] == [anna]


@pytest.mark.parametrize(
    "text", ["'; drop table members; --", "x' or '1'='1", "%' or 1=1", "\\", 'say "x"', "${1}", "☕"]
)
def test_30_a_text_is_a_value_and_never_a_part_of_the_statement(work: Work, text: str) -> None:
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    named = [f"{one.name} = {quoted}" for one in FIELDS if one.kind in ("text", "tag")]
    tree = parse(" or ".join([*named, f"bought(category = {quoted}, place = {quoted}) > 2", f"tapped({quoted})"]))
    by = Terms(NOON, ZoneInfo("Europe/Moscow"), TIERS, 2)
    asked = sa.select(members.c.member_id).select_from(segments.source()).where(segments.where(tree, by))

    assert text not in str(asked.compile(dialect=work.connection.dialect)) or text == "\\"
    assert work.all(asked) == []
