"""What a segment asks of one member's purchases and of the campaigns that meant them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exists, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from rules.campaign import Campaign
from rules.campaign_draw import LEFT_ALONE
from storage.segment_figures import any_of
from storage.tables import campaigns, members, purchases, touches

_P = purchases.c
_MINE = _P.member_id == members.c.member_id
_STAYED = _P.returned_minor < _P.gross_minor - _P.discount_minor  # one that came back whole does not count
_MICROSECONDS_A_DAY = 86_400_000_000
_ATTRIBUTION_DAYS: int = Campaign.model_fields["attribution_days"].default
_LINE = "line"


class lines_each(GenericFunction[Any]):  # noqa: N801 - a function of SQL
    """The lines of a cheque, one a row, each in the column `value`."""

    inherit_cache = True


@compiles(lines_each, "sqlite")
def _sqlite(element: lines_each, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(lines_each, "postgresql")
def _postgres(element: lines_each, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements({compiler.process(element.clauses, **options)})"


def spellings(name: str) -> list[str]:
    """A name as tills write it, with capitals or without: no database folds all letters alike."""
    return sorted({name, name.casefold(), name.upper(), name.capitalize(), name.title()})


def _lines() -> sa.TableValuedAlias:
    return lines_each(_P.lines).table_valued(sa.column("value", sa.JSON)).alias(_LINE)


def _part(line: sa.TableValuedAlias, name: str) -> sa.ColumnElement[str]:
    return line.c.value.op("->>", return_type=sa.Text())(sa.literal_column(f"'{name}'"))


def _of(texts: Mapping[str, str], since: datetime | None) -> list[sa.ColumnElement[bool]]:
    """The member's purchases that are meant, whatever is in them."""
    meant = [_MINE, _STAYED]
    if since is not None:
        meant.append(_P.at >= since)
    if "place" in texts:
        meant.append(_P.location == texts["place"])
    return meant


def _has(category: str) -> sa.ColumnElement[bool]:
    line = _lines()
    return exists(sa.text("1")).select_from(line).where(_is(line, category)).correlate(purchases)


def _is(line: sa.TableValuedAlias, category: str) -> sa.ColumnElement[bool]:
    return func.trim(_part(line, "category")).in_(spellings(category))


def bought_any(texts: Mapping[str, str], since: datetime | None) -> sa.ColumnElement[bool]:
    return any_of(*_meant(texts, since))


def bought(texts: Mapping[str, str], since: datetime | None) -> sa.ColumnElement[int]:
    """How many purchases."""
    count = select(func.count()).select_from(purchases).where(*_meant(texts, since))
    return count.correlate(members).scalar_subquery()


def spent(texts: Mapping[str, str], since: datetime | None) -> sa.ColumnElement[int]:
    """What was paid for them, in minor units."""
    if "category" not in texts:
        total = func.coalesce(func.sum(_P.net_minor - _P.refunded_minor), 0)
        return select(total).where(*_of(texts, since)).correlate(members).scalar_subquery()
    line = _lines()
    total = func.coalesce(func.sum(sa.cast(_part(line, "net_minor"), sa.BigInteger)), 0)
    meant = (*_of(texts, since), _is(line, texts["category"]))
    lined = select(total).select_from(purchases.join(line, sa.true())).where(*meant)
    return lined.correlate(members).scalar_subquery()


def _meant(texts: Mapping[str, str], since: datetime | None) -> list[sa.ColumnElement[bool]]:
    of_category = [_has(texts["category"])] if "category" in texts else []
    return [*_of(texts, since), *of_category]


# ------------------------------------------------------------------ campaigns


def outcome(name: str, campaign: str) -> sa.ColumnElement[bool]:
    """What became of the member in the campaign of this name."""
    meant = (
        touches.c.member_id == members.c.member_id,
        touches.c.campaign == campaigns.c.campaign,
        campaigns.c.name == campaign,
    )
    match name:
        case "touched":
            return any_of(*meant, touches.c.variant.not_in(LEFT_ALONE))
        case "control":
            return any_of(*meant, touches.c.variant.in_(LEFT_ALONE))
        case "tapped":
            return any_of(*meant, touches.c.tapped_at.is_not(None))
    assert name == "bought_after", name
    days = func.coalesce(campaigns.c.document["attribution_days"].as_integer(), _ATTRIBUTION_DAYS)
    until = sa.type_coerce(touches.c.at, sa.BigInteger) + days * sa.literal(_MICROSECONDS_A_DAY, sa.BigInteger)
    within = (_MINE, _STAYED, _P.at >= touches.c.at, sa.type_coerce(_P.at, sa.BigInteger) < until)
    return any_of(*meant, *within)
