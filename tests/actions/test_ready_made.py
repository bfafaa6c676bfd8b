"""Every ready-made programme runs a shop: a year of purchases, and a ledger that is true afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions import program, verify
from bot import made_up
from storage.work import Work
from tests.make import NOON
from tests.rules.programs import FOLDER

FILES = sorted(FOLDER.glob("*.toml"))
MEMBERS = 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_year_of_a_shop_leaves_a_true_ledger(work: Work, file: Path) -> None:
    since, until = made_up.year(NOON)
    program.apply(work.at(since), file.read_text(encoding="utf-8"))
    members = made_up.join(work, MEMBERS, since)

    made_up.record(work, members, list(made_up.visits(MEMBERS, since, until)))

    assert [fault.sentence for fault in verify.verify(work)] == []
