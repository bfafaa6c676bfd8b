"""A copy of everything kept about a member, and erasing it: the ledger stays true, without a name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from actions import campaign_offers, draw, erased, facts, ledger, program, subscription, webhook
from actions.ledger import Cause
from rules.ledger import POINTS
from rules.member import Member
from storage import ledger as accounts
from storage import members, merges, referrals, requests, staff
from storage import privacy as rows
from storage.work import Work

# A spreadsheet runs a cell that begins with one of these (acceptance 28).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def copy(work: Work, member: Member) -> dict[str, list[dict[str, Any]]]:
    """Everything kept about the member, table by table, as plain values."""
    found = rows.everything(work, member.member_id)
    return {table: [_plain(row) for row in kept] for table, kept in found.items()}


def as_json(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def as_csv(data: Mapping[str, Iterable[Mapping[str, Any]]]) -> bytes:
    """One table of (table, row, field, value), which opens in any spreadsheet; with a BOM, which Excel asks for."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("table", "row", "field", "value"))
    for name, kept in data.items():
        for number, row in enumerate(kept, start=1):
            table.writerows((name, number, field, defused(value)) for field, value in row.items())
    return out.getvalue().encode("utf-8-sig")


def defused(value: object) -> object:
    """The value as a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, int):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def forget(work: Work, member: Member) -> None:
    """Erase what names the member; burn what is left on the account, so that nobody can spend it.

    The entries stay, under an id that leads to nobody.
    """
    members.lock(work, member.member_id)
    accounts.lock_account(work, member.member_id, POINTS)  # a sale under way ends first, and a later one finds nobody
    cause = Cause(client="member", reason="erased", program_version=program.current(work).version)
    for row in rows.open_holds(work, member.member_id):
        ledger.release(work, row.hold_id, cause)
    assets = merges.assets(work, member.member_id)
    draw.keep_open(work, assets)  # else one that is closed now would list who is gone
    for asset in assets:
        if ledger.balance(work, member.member_id, asset):
            ledger.write_off(work, member.member_id, cause, asset=asset)
    chats = members.addresses_of(work, member.member_id)
    phones = [erased.phone(member.phone)] if member.phone else []
    erased.remember(work, [*phones, *(erased.chat(chat.channel, chat.user_id) for chat in chats)])
    for chat in chats:
        staff.forget_address(work, chat.channel, chat.user_id)
    subscription.forget(work, member.member_id)
    campaign_offers.let_go(work, member.member_id)
    rows.erase(work, member.member_id)
    requests.erase(work, member.member_id)
    referrals.erase_friend(work, member.member_id)
    webhook.emit(work, "member.erased", {"member_id": member.member_id})
    facts.forget(work, member.member_id)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items() if value is not None}


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
