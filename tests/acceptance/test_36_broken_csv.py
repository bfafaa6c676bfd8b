"""Acceptance 36: a broken CSV: good rows in, each bad row named with its reason, a second run changes nothing."""

from __future__ import annotations

import csv
from pathlib import Path

from actions import export as exports
from actions import ledger, member, program
from actions.verify import verify
from bot import importing
from storage import members
from storage.store import Store
from storage.work import Work
from tests.rules.programs import BONUS_TEXT

MEMBERS = """\
phone;name;points;tier;birthday
+7 912 345-67-89;Анна;250;gold;25.12.1990
89123456789;Анна снова;99;;
12345;Борис;5;;
+79123456780;Вера;-5;;
+79123456781;Глеб;5;iron;
+79123456782;Дарья;5;;31.02.1990
+79123456783;BAD BYTES;5;;
+79123456785;Жанна;5
;Захар;5;;
+79123456786;"Ирина ""Ира""
Иванова";7;;
+79123456784;"Егор;5;;
""".replace("BAD BYTES", "\udcc8\udce2\udce0\udced")

PURCHASES = """\
phone,at,amount,receipt
+79123456789,2026-01-31 18:20,1000.00,1
+79123456789,31.01.2026 18:20,1000,1
+79123456789,2026-01-31 18:20,1000.00,2
+79999999999,2026-01-31 18:20,10,3
+79123456789,2036-01-31 18:20,10,4
+79123456789,2026-01-31 18:20,-10,5
+79123456789,yesterday,10,6
+79123456789,2026-01-31 18:20,ten,7
"""

BALANCES = """\
phone\tasset\tpoints\tpoints_last_day
+79123456789\t\t70\t2099-12-31
+79123456789\tpoints\t70\t31.12.2099
+79123456786\tpoints\t-1\t
+79123456786\tpoints\t5\t2020-01-01
+79123456786\tmiles\t5\t
+79999999999\tpoints\t5\t
+79123456786\tpoints\t1.5\t
"""


async def test_36_good_rows_come_in_bad_ones_are_named_and_a_second_run_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    await store.write(program.apply, BONUS_TEXT)
    people, left, bought = (tmp_path / f"{name}.csv" for name in ("members", "balances", "purchases"))
    people.write_text(MEMBERS, "utf-8", errors="surrogateescape")
    left.write_text(BALANCES, "utf-8")
    bought.write_text(PURCHASES, "utf-8")

    first = await importing.run(store, "members", people)
    third = await importing.run(store, "balances", left)
    second = await importing.run(store, "purchases", bought)

    assert why(first.rejects) == {
        3: "phone: '89123456789' is wrong here; a member with it is here already.",
        4: "phone: '12345' is wrong here; write it like +7 912 345-67-89.",
        5: "points: '-5' is wrong here; it is a whole number from 0 to 1000000000000.",
        6: "tier: 'iron' is wrong here; it is one of base, silver, gold.",
        7: "birthday: '31.02.1990' is wrong here; write a day like 1990-12-25 or 25.12.1990.",
        8: r"name: '\udcc8\udce2\udce0\udced' is not written in UTF-8 as the rest is",
        9: "the row has 3 cells, and the first line names 5 columns",
        10: "phone: '' is wrong here; a member needs a phone or an external_id.",
        13: "the quotes in line 13 do not match: unexpected end of data",
    }
    assert list(why(second.rejects)) == [3, 5, 6, 7, 8, 9]
    assert list(why(third.rejects)) == [3, 4, 5, 6, 7, 8]
    assert first.brought.is_true
    assert second.brought.is_true
    assert third.brought.is_true
    await store.read(is_as_it_must_be)

    assert (await importing.run(store, "members", people)).already == first.rows
    assert (await importing.run(store, "purchases", bought)).already == second.rows
    assert (await importing.run(store, "balances", left)).already == third.rows
    await store.read(is_as_it_must_be)


def is_as_it_must_be(work: Work) -> None:
    anna = member.by_phone(work, "+79123456789")
    assert (anna.name, anna.tier) == ("Анна", "gold")
    assert ledger.balance(work, anna.member_id) == 250 + 70 + 2 * 50  # 5 % of 1 000, twice
    irina = member.by_phone(work, "+79123456786")
    assert irina.name.startswith('Ирина "Ира"')
    assert ledger.balance(work, irina.member_id) == 7
    assert members.count(work) == 2
    assert exports.count(work, "purchases") == 2
    assert verify(work) == ()


def why(rejects: Path | None) -> dict[int, str]:
    """Line -> reason."""
    assert rejects is not None
    with rejects.open(encoding="utf-8-sig", newline="") as content:
        return {int(row["line"]): row["reason"].removeprefix("'") for row in csv.DictReader(content)}
