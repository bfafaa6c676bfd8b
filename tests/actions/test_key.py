"""What a till may be called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions import key
from actions.key import KeyNameInvalid, KeyNameTaken, KeyTermsInvalid, ScopeMissing
from storage.work import Work
from tests.make import NOON, Clock


@pytest.mark.parametrize("name", ["till-1", "Arbat_1", "site.example", "7", "x" * 64, "staff"])
def test_a_plain_name_is_taken_once(work: Work, name: str) -> None:
    secret = key.create(work, name)

    found = key.client(work, secret)
    assert found is not None
    assert found.name == name
    with pytest.raises(KeyNameTaken):
        key.create(work, name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x" * 65,
        "till 1",
        "till\n",
        "касса",
        "staff:7",
        "import",
        "schedule",
        "merge",
        "member",
        "telegram",
        "Owner",
    ],
)
def test_no_till_passes_for_the_program_or_a_cashier(work: Work, name: str) -> None:
    with pytest.raises(KeyNameInvalid):
        key.create(work, name)


def test_a_key_does_what_a_till_does_unless_it_says_otherwise(work: Work) -> None:
    till = key.client(work, key.create(work, "till-1", "Arbat 1"))
    reader = key.client(work, key.create(work, "crm", partner="bakery", scopes=["reports", "members:read"]))

    assert till is not None
    assert reader is not None
    assert till.scopes == frozenset(key.TILL_SCOPES)
    assert (reader.partner, reader.scopes) == ("bakery", frozenset({"reports", "members:read"}))
    key.require(till, "sales")
    with pytest.raises(ScopeMissing, match="lacks the scope sales"):
        key.require(reader, "sales")


def test_a_key_works_up_to_its_end_and_not_at_it(work: Work, clock: Clock) -> None:
    secret = key.create(work, "lent", expires_at=work.now + timedelta(days=1))

    clock.pass_(days=1, microseconds=-1)
    assert key.client(work, secret) is not None
    clock.pass_(microseconds=1)
    assert key.client(work, secret) is None
    assert [each.works(work.now) for each in key.every(work)] == [False]


@pytest.mark.parametrize(
    "terms",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"partner": "Пекарня №1"},
        {"location": "x" * 65},
        {"location": "two\nlines"},
        {"expires_at": NOON},
    ],
)
def test_a_key_with_terms_that_cannot_be_is_refused(work: Work, terms: dict[str, Any]) -> None:
    with pytest.raises(KeyTermsInvalid):
        key.create(work, "till-1", **terms)
