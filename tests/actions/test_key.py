"""What a till may be called."""

from __future__ import annotations

import pytest

from actions import key
from actions.key import KeyNameInvalid, KeyNameTaken
from storage.work import Work


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
