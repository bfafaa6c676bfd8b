"""What a campaign sold: the figures against a plain count of the raw rows, and what they survive."""

from __future__ import annotations

import csv
import statistics
from dataclasses import asdict
from datetime import timedelta
from io import StringIO

import pytest

from actions import member, merge, privacy, program, report
from actions.campaign import CampaignUnknown
from rules.campaign_report import GLOBAL, Group
from storage.work import Work
from tests.actions.campaigned import a_document, a_member, buy, by_hand, deliver, give, lived, running, touch
from tests.make import NOON, Clock
from tests.rules.programs import BONUS_TEXT

WITH_GLOBAL = BONUS_TEXT + "\n[marketing]\nglobal_control_percent = 20\n"


def counted(*groups: Group) -> dict[str, dict[str, int]]:
    return {one.name: {what: value for what, value in asdict(one).items() if what != "name"} for one in groups}


@pytest.mark.parametrize(("touches", "document"), [(1, a_document()), (4, a_document(on={"kind": "daily"}))])
def test_every_figure_is_that_of_a_plain_count(work: Work, clock: Clock, touches: int, document: object) -> None:
    program.apply(work, WITH_GLOBAL)
    other = running(work, a_document("other"))
    lived(work, other, NOON, count=10, seed=2)
    number = running(work, document)  # type: ignore[arg-type]
    lived(work, number, NOON, count=60, seed=touches, touches_most=touches)
    clock.pass_(days=60)

    found = report.report(work, number)

    assert counted(*found.groups) == by_hand(work, number)
    assert [one.name for one in found.groups] == ["a", "b", "", "*"]
    assert found.whole.members == found.variants[0].members + found.variants[1].members
    assert found.against == "control"


def test_the_mean_and_its_variance_are_of_all_members_those_who_bought_nothing_included(work: Work) -> None:
    program.apply(work, BONUS_TEXT)
    number = running(work)
    sums = [0, 0, 3_000_000_00, 1, 0, 777_777_77]
    for minor in sums:
        who = a_member(work)
        touch(work, number, who, "a", NOON)
        if minor:
            buy(work, who, NOON, minor)

    mean = report.report(work, number).variants[0].mean

    assert mean.value == pytest.approx(statistics.fmean(sums))
    assert mean.variance == pytest.approx(statistics.variance(sums))


def test_a_purchase_in_several_windows_counts_once_and_for_the_last_touch_before_it(work: Work, clock: Clock) -> None:
    """Also where the shares were changed between two touches, and the member is of two variants."""
    program.apply(work, BONUS_TEXT)
    number, who = running(work, a_document(on={"kind": "daily"})), a_member(work)
    touch(work, number, who, "a", NOON, "1")
    touch(work, number, who, "b", NOON + timedelta(days=3), "2")
    for days in (-1, 0, 2, 3, 16, 17):
        buy(work, who, NOON + timedelta(days=days), 100_00 + days)

    a, b = report.report(work, number).variants

    assert (a.purchases, a.revenue_minor) == (2, 200_02)
    assert (b.purchases, b.revenue_minor) == (2, 200_19)  # the window's end itself is outside
    assert [(row[5], str(row[6])) for row in report.members(work, number)] == [(2, "200.02"), (2, "200.19")]


def test_controls_and_those_who_were_reached_stay_counted_when_they_are_erased(work: Work, clock: Clock) -> None:
    program.apply(work, BONUS_TEXT)
    number = running(work)
    for variant in ("a", "b", ""):
        who = member.create(work, client="test", welcome=False)
        touch(work, number, who.member_id, variant, NOON)
        if variant:
            deliver(work, number, who.member_id, "sent")
        if variant == "b":
            give(work, number, who.member_id, on_at=NOON, used_at=NOON, points=50, off_minor=10_00, state="used")
        buy(work, who.member_id, NOON, 500_00)
    before = report.report(work, number)
    clock.pass_(days=1)

    for who_id in [str(row[0]) for row in report.members(work, number)]:
        privacy.forget(work, member.get(work, who_id))

    after = report.report(work, number)
    assert (after.variants, after.control) == (before.variants, before.control)
    assert [one.reached for one in after.variants] == [1, 1]
    assert after.control.revenue_minor == 500_00


def test_who_becomes_a_part_of_another_member_stays_counted_once(work: Work) -> None:
    program.apply(work, BONUS_TEXT)
    number = running(work)
    both, alone = (
        [member.create(work, client="test", welcome=False).member_id for _ in range(2)],
        running(work, a_document("b")),
    )
    for who in both:
        touch(work, number, who, "a", NOON)
        deliver(work, number, who, "sent")
        buy(work, who, NOON, 500_00)
    touch(work, alone, both[0], "a", NOON, tapped_at=NOON)
    deliver(work, alone, both[0], "sent")

    merge.merge(work, both[0], both[1])

    (met, _), (went, _) = report.report(work, number).variants, report.report(work, alone).variants
    assert (met.members, met.sent, met.purchases, met.revenue_minor) == (1, 1, 2, 1_000_00)
    assert (went.members, went.reached, went.tapped, went.buyers) == (1, 1, 1, 1)


def test_what_a_report_says_of_time_follows_the_campaign(work: Work, clock: Clock) -> None:
    program.apply(work, BONUS_TEXT)
    number = running(work)
    assert report.report(work, number).about.counts_until is None
    touch(work, number, a_member(work), "a", NOON)

    about = report.report(work, number).about
    assert (about.counts_until, about.goes_on, about.is_open) == (NOON + timedelta(days=14), False, True)
    clock.pass_(days=14)
    assert not report.report(work, number).about.is_open
    assert report.report(work, running(work, a_document("daily", on={"kind": "daily"}))).about.is_open
    with pytest.raises(CampaignUnknown):
        report.report(work, 77)


def test_where_nobody_was_left_alone_by_it_the_global_control_is_compared_with(work: Work) -> None:
    program.apply(work, WITH_GLOBAL)
    number = running(work)
    touch(work, number, a_member(work), "a", NOON)
    assert report.report(work, number).overall.verdict.kind == "no_control"

    touch(work, number, a_member(work), GLOBAL, NOON)

    found = report.report(work, number)
    assert (found.against, found.opposite) == ("global", found.global_control)
    assert found.overall.verdict.kind == "unsure"

    program.apply(work, BONUS_TEXT)
    assert report.report(work, number) == found  # whatever the percent is later


def test_the_table_has_the_figures_of_the_report(work: Work, clock: Clock) -> None:
    program.apply(work, BONUS_TEXT)
    number = running(work)
    lived(work, number, NOON, count=40, seed=7)
    clock.pass_(days=60)
    found = report.report(work, number)

    written = StringIO()
    csv.writer(written).writerows([report.HEAD, *report.table(found)])
    rows = list(csv.DictReader(StringIO(written.getvalue())))

    assert [row["group"] for row in rows] == ["a", "b", "(control)", "(global control)", "(all variants)"]
    for row, group in zip(rows, [*found.groups, found.whole], strict=True):
        assert int(row["members"]) == group.members
        assert float(row["revenue"]) == group.revenue_minor / 100
        assert float(row["conversion_percent"]) == pytest.approx(group.buyers / group.members * 100, abs=0.005)
    low, seen, high = (float(rows[0][name]) for name in ("uplift_low", "uplift_points", "uplift_high"))
    assert low < seen < high
    assert rows[2]["uplift_points"] == ""
