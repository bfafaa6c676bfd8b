"""What is old goes, a part at a time, and what may still be asked for stays."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from actions import purge, staff
from storage import cards
from storage.tables import card_codes, staff_links
from storage.work import Work
from tests.make import ANNA, Clock


def test_old_invitations_of_staff_go(work: Work, clock: Clock) -> None:
    staff.invite(work, "cashier", "Вера")
    clock.pass_(days=20)
    staff.invite(work, "cashier", "Олег")
    clock.pass_(days=15)

    assert purge.purge(work)["staff_links"] == 1
    assert [row.name for row in work.all(sa.select(staff_links))] == ["Олег"]


@pytest.mark.parametrize("limit", [2])
def test_no_more_goes_at_once_than_the_limit(work: Work, clock: Clock, limit: int) -> None:
    for number in range(3):
        cards.insert(work, f"00000{number}", ANNA, clock())
    clock.pass_(days=1)

    gone = [cards.purge(work, clock(), limit) for _ in range(3)]

    assert gone == [2, 1, 0]
    assert work.all(sa.select(card_codes)) == []
