"""The gallery's room for reports: of a campaign, of who brings friends, of the whole programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from rules.campaign_report import About, CampaignReport, Group, judge
from rules.feedback import Marks
from rules.figures import Figures
from rules.referrer import Referrer
from screens import figures, referrers, report
from screens.screen import Screen
from screens.texts import Texts
from tests.screens.facts import AN_ID, LAST_DAY, NOON

LONG = "n" * 32  # the longest name of a variant


def a_group(name: str = "a", **more: int) -> Group:
    """A thousand members of whom 120 bought."""
    usual = {
        "members": 1_000, "touches": 1_000, "sent": 990, "reached": 980, "tapped": 200, "switched_on": 90, "used": 60,
        "buyers": 120, "purchases": 150, "revenue_minor": 180_000_00, "revenue_squares": 400_000_00 * 2_000_00 * 3,
        "points_spent": 1_200, "points_given": 3_000, "off_minor": 900_00,
    }  # fmt: skip
    return Group(name=name, **(usual | more))


def left_alone(name: str = "", buyers: int = 80, members: int = 1_000) -> Group:
    cheque = 1_200_00
    return Group(
        name=name,
        members=members,
        touches=members,
        buyers=buyers,
        purchases=buyers,
        revenue_minor=buyers * cheque,
        revenue_squares=buyers * cheque**2,
    )


def a_report(
    *variants: Group,
    control: Group | None = None,
    everywhere: Group | None = None,
    title: str = "Весна",
    **about: object,
) -> CampaignReport:
    known = {
        "number": 12, "name": "spring", "title": title, "state": "done", "started_at": NOON, "ended_at": NOON,
        "at": NOON, "attribution_days": 14, "counts_until": NOON + timedelta(days=3), "goes_on": False,
        "currency": "RUB", "point_minor": 100,
    }  # fmt: skip
    return judge(
        About(**(known | about)),  # type: ignore[arg-type]
        variants or (a_group(), a_group("b", buyers=95)),
        control or left_alone(),
        everywhere or Group(name="*"),
    )


def a_referrer(name: str) -> Referrer:
    return Referrer(member_id=AN_ID, name=name, joined=3, bought=1, points=300)


def some_figures() -> Figures:
    return Figures(
        day=LAST_DAY, days=30, buyers=200, buyers_before=180, returned=90, purchases=320, revenue_minor=480_000_50,
        ever=900, repeated=400, spend_minor=2_000_000_00, issued=9_000, spent=4_000, burned=1_000,
        liability_points=12_345, liability_minor=12_345_00,
        marks=Marks(average=Decimal("4.61"), scores=(1, 0, 2, 5, 30), promoters=20, detractors=3, nps=57),
        cells=tuple(range(27)),
    )  # fmt: skip


def reports(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    none = left_alone(members=0, buyers=0)
    found = a_report(title=name or "Весна")
    yield "report", report.show(texts, found)
    yield "report less", report.show(texts, a_report(a_group(buyers=20), counts_until=NOON))
    yield (
        "report the same",
        report.show(texts, a_report(a_group(members=10**5, buyers=8_000), control=left_alone("", 8_000, 10**5))),
    )
    yield (
        "report unsure",
        report.show(texts, a_report(a_group(buyers=90, queued=10), a_group("b", buyers=91), goes_on=True)),
    )
    yield "report alike", report.show(texts, a_report(*(a_group(n, members=10**5, buyers=8_000) for n in "ab")))
    yield "report without control", report.show(texts, a_report(a_group(switched_on=0, used=0), control=none))
    yield "report of nobody", report.show(texts, a_report(Group(name="a"), control=none, counts_until=None))
    yield "report few", report.show(texts, a_report(a_group(members=1, buyers=1), control=left_alone("", 0, 1)))
    yield "report global", report.show(texts, a_report(a_group(), control=none, everywhere=left_alone("*")))
    yield "report long", report.show(texts, the_longest(name or "Весна"))
    yield "report of a variant", report.of_group(texts, found, found.variants[0], found.each[0])
    month = date(2026, 11, 1)
    yield "referrers", referrers.show(texts, month, 0, 12, [a_referrer(name)] * 12)
    yield "referrers none", referrers.show(texts, month, 12, 12, [])
    yield "figures", figures.show(texts, some_figures())
    yield "figures of nobody", figures.show(texts, Figures(day=LAST_DAY, days=365))


def the_longest(title: str) -> CampaignReport:
    """Five variants of the longest names with the longest figures."""
    large = a_group(
        LONG, members=1_777_777, touches=1_777_777, queued=177_777, sent=1_777_777, reached=1_777_777, tapped=177_777,
        switched_on=177_777, used=177_777, buyers=177_777, purchases=1_777_777, revenue_minor=81_777_777_888_88,
        revenue_squares=10**24, points_spent=81_777_777, points_given=81_777_777, off_minor=881_777_777_88,
    )  # fmt: skip
    variants = [replace(large, name=f"{at}{LONG[1:]}") for at in range(5)]
    return a_report(*variants, control=left_alone("", 80_000, 999_999), everywhere=left_alone("*"), title=title)
