"""Acceptance 28: a CSV cell starting with = + - @, tab or CR is defused in every export."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from actions import imports, member, privacy, program
from actions.imports import Numbered
from bot import exporting, importing
from storage.store import Store
from storage.work import Work
from tests.rules.programs import BONUS_TEXT

STARTS = ("=", "+", "-", "@", "\t", "\r")
NASTY = [f"{start}cmd|' /C calc'!A0" for start in STARTS]


def somebody(work: Work, nasty: str) -> str:
    """A member whose every word is a formula, with a purchase whose every word is one; the member's id."""
    program.apply(work, BONUS_TEXT)
    joined = member.create(work, name="Anna", client=nasty, external_id=nasty)
    # Names lose their outer blanks, so that this one begins with the nasty letter only where it is no blank.
    members_row = {"phone": "+79123456789", "name": nasty}
    imports.take(work, nasty, "members", 0, [Numbered(2, members_row)], last=True)
    row = {"external_id": nasty.strip(), "at": "2026-01-31", "amount": "100", "receipt": nasty, "location": nasty}
    if nasty == nasty.strip():
        assert imports.take(work, f"{nasty} bought", "purchases", 0, [Numbered(2, row)], last=True) == []
    return joined.member_id


def cells(content: str) -> list[str]:
    found = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    assert len(found) > 4
    return found


def is_harmless(cell: str) -> bool:
    """Nothing that a spreadsheet runs: a negative number is a number."""
    return not cell.startswith(STARTS) or cell.lstrip("-").isdigit()


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("kind", ["members", "purchases", "entries"])
async def test_28_no_table_that_is_exported_has_a_formula(store: Store, tmp_path: Path, kind: str, nasty: str) -> None:
    await store.write(somebody, nasty)

    await exporting.run(store, kind, file := tmp_path / "table.csv")

    with file.open(encoding="utf-8-sig", newline="") as content:
        found = cells(content.read())
    assert all(is_harmless(cell) for cell in found)
    assert f"'{nasty}" in found or nasty != nasty.strip()


@pytest.mark.parametrize("nasty", NASTY)
async def test_28_a_members_own_copy_has_no_formula(store: Store, nasty: str) -> None:
    member_id = await store.write(somebody, nasty)

    kept = await store.read(lambda work: privacy.copy(work, member.get(work, member_id)))

    found = cells(privacy.as_csv(kept).decode("utf-8-sig"))
    assert all(is_harmless(cell) for cell in found)
    assert f"'{nasty}" in found


@pytest.mark.parametrize("nasty", NASTY)
async def test_28_rejected_rows_have_no_formula(store: Store, tmp_path: Path, nasty: str) -> None:
    await store.write(program.apply, BONUS_TEXT)
    file = tmp_path / "members.csv"
    with file.open("w", encoding="utf-8", newline="") as content:
        csv.writer(content).writerows([("phone", "name", "points"), ("12", nasty, nasty)])

    done = await importing.run(store, "members", file)

    assert done.rejects is not None
    with done.rejects.open(encoding="utf-8-sig", newline="") as rejected:
        found = cells(rejected.read())
    assert all(is_harmless(cell) for cell in found)
    assert found.count(f"'{nasty}") == 2
