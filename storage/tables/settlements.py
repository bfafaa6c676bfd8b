"""What the partners of a coalition owed each other, a closed period a row; append only."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column

from storage.columns import Json
from storage.tables.schema import instant, number, table, text

settlements = table(
    "settlements",
    Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    instant("since"),  # of the first one: empty, for it begins with the ledger
    instant("until", null=False),  # the first instant that is not in it
    number("block"),  # the last sealed block whose entries it counts
    text("currency"),
    Column("figures", Json, nullable=False),  # what each partner issued, redeemed, owes and is owed
    text("closed_by"),
    instant("closed_at", null=False),
    text("prev_hash"),
    text("hash"),
)
