"""Ids and codes: ordered, of the right version, unguessable, and every letter as likely as the next."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from storage.migrate import connecting
from storage.tables import marks
from storage.work import CODE_LETTERS, Work, least_id
from tests.make import NOON


def a_work(now: datetime = NOON, seed: int = 1) -> Work:
    return Work(sa.create_engine("sqlite://").connect(), now, random.Random(seed).randbytes)


def test_a_fresh_id_is_a_uuid_of_version_7_with_its_instant_to_the_millisecond() -> None:
    now = datetime(2026, 3, 2, 9, 0, 0, 1_999, tzinfo=UTC)

    fresh = UUID(a_work(now).fresh_id())

    assert (fresh.version, fresh.variant) == (7, "specified in RFC 4122")
    assert fresh.int >> 80 == 1_772_442_000_001


@pytest.mark.parametrize("millis", [1, 999, 1_001, 4_097, 1_000_003])
def test_the_millisecond_of_an_id_is_exact(millis: int) -> None:
    now = NOON + timedelta(milliseconds=millis)

    assert UUID(a_work(now).fresh_id()).int >> 80 == int(NOON.timestamp()) * 1_000 + millis


def test_ids_are_ordered_by_instant_and_never_the_same() -> None:
    instants = [NOON + timedelta(milliseconds=number) for number in range(500)]
    ids = [a_work(now, seed).fresh_id() for seed, now in enumerate(instants)]

    assert ids == sorted(ids)
    work = Work(sa.create_engine("sqlite://").connect(), NOON, os.urandom)
    assert len({work.fresh_id() for _ in range(20_000)}) == 20_000


def test_the_74_bits_of_chance_of_an_id_are_all_used() -> None:
    work = a_work()
    noise = [UUID(work.fresh_id()).int for _ in range(300)]
    fixed = {*range(80, 128), *range(76, 80), 62, 63}

    for bit in range(128):
        seen = {number >> bit & 1 for number in noise}
        assert len(seen) == (1 if bit in fixed else 2), bit


def test_what_was_minted_before_an_instant_comes_before_its_least_id() -> None:
    assert a_work(NOON - timedelta(milliseconds=1)).fresh_id() < least_id(NOON) <= a_work(NOON).fresh_id()


@pytest.mark.parametrize("letters", [CODE_LETTERS, "0123456789", "ab"])
def test_every_letter_of_a_code_is_as_likely_as_the_next(letters: str) -> None:
    work = a_work()
    counts = Counter("".join(work.fresh_code(20, letters) for _ in range(4_000)))
    expected = 80_000 / len(letters)

    assert set(counts) == set(letters)
    chi_square = sum((count - expected) ** 2 / expected for count in counts.values())
    # 99.99 % of fair sources stay below this (Wilson and Hilferty's approximation).
    freedom = len(letters) - 1
    assert chi_square < freedom * (1 - 2 / (9 * freedom) + 3.72 * (2 / (9 * freedom)) ** 0.5) ** 3


def test_codes_have_their_length_and_no_letters_taken_for_others() -> None:
    assert {len(a_work().fresh_code(length)) for length in (1, 8, 33)} == {1, 8, 33}
    assert not set("0O1IL") & set(CODE_LETTERS)


def test_a_savepoint_undoes_only_what_raised_inside_it(work: Work) -> None:
    def raise_inside() -> None:
        work.run(marks.insert(), name="inside", value=2)
        with work.savepoint():
            work.run(marks.insert(), name="deeper", value=3)
        raise KeyError

    work.run(marks.insert(), name="before", value=1)
    with pytest.raises(KeyError), work.savepoint():
        raise_inside()
    with work.savepoint():
        work.run(marks.insert(), name="after", value=4)

    assert {row.name for row in work.all(sa.select(marks.c.name))} == {"before", "after"}


def test_a_statement_gives_the_same_rows_at_its_first_run_and_compiled(work: Work) -> None:
    insert = marks.insert()
    for number in range(3):
        work.run(insert, name=f"mark-{number}", value={"number": number})
    statement = sa.select(marks.c.name, marks.c.value).where(marks.c.name > sa.bindparam("name")).order_by(marks.c.name)

    first, compiled = (work.all(statement, name="mark-0") for _ in range(2))

    assert first == compiled == [("mark-1", {"number": 1}), ("mark-2", {"number": 2})]
    assert compiled[0].value == compiled[0]._mapping[marks.c.value] == {"number": 1}
    assert [work.one(statement, name=f"mark-{number}") is None for number in (1, 2)] == [False, True]


def test_faults_of_compiled_statements_come_as_sqlalchemys_and_without_the_values(work: Work) -> None:
    insert = marks.insert()
    work.run(insert, name="one", value="secret")
    for _ in range(2):
        with pytest.raises(sa.exc.IntegrityError) as told, work.savepoint():
            work.run(insert, name="one", value="secret")
        assert "secret" not in str(told.value).replace("[SQL", "")


def test_a_change_tells_how_many_rows_it_touched_at_its_first_run_and_compiled(work: Work) -> None:
    claim = insert(marks).on_conflict_do_nothing()

    touched = [work.run(claim, name=name, value=0) for name in ("a", "b", "a", "c")]

    assert touched == [1, 1, 0, 1]
    assert [work.run(marks.delete()) for _ in range(2)] == [3, 0]


def test_what_was_sent_as_compiled_is_committed_with_its_connection(url: str) -> None:
    insert_mark = marks.insert()
    for name in ("first", "compiled", "compiled again"):
        with connecting(url) as connection:
            Work(connection, NOON, bytes).run(insert_mark, name=name, value=0)
            connection.commit()

    with connecting(url) as connection:
        assert len(Work(connection, NOON, bytes).all(sa.select(marks))) == 3
