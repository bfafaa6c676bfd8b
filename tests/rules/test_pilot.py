"""Whom a pilot serves."""

from __future__ import annotations

from rules.pilot import Scope, holds_at, holds_for, in_share, may_meet, scope_of
from tests.make import ANNA


def test_a_scope_is_kept_as_json_and_read_back() -> None:
    scope = Scope(locations=frozenset({"tverskaya", "arbat"}), tags=frozenset({"vip"}), share_percent=20)

    assert scope_of(scope.dump()) == scope


def test_a_pilot_of_two_shops_serves_there_and_nowhere_else() -> None:
    scope = Scope(locations=frozenset({"tverskaya", "arbat"}))

    assert holds_at(scope, "arbat")
    assert not holds_at(scope, "online")
    assert not holds_at(scope, ""), "where the place is not known, no shop's pilot serves"


def test_a_pilot_without_shops_serves_everywhere() -> None:
    assert holds_at(Scope(), "")
    assert holds_at(Scope(), "arbat")


def test_any_one_of_the_tags_is_enough() -> None:
    scope = Scope(tags=frozenset({"vip", "staff"}))

    assert holds_for(scope, {"vip", "new"})
    assert not holds_for(scope, {"new"})
    assert holds_for(Scope(), ())


def test_a_share_is_the_same_members_for_ever_and_about_as_many_as_it_says() -> None:
    fifth = Scope(share_percent=20)
    members = [f"member-{number}" for number in range(5_000)]

    drawn = [member for member in members if in_share(fifth, "warm-autumn", member)]

    assert 900 < len(drawn) < 1_100
    assert drawn == [member for member in members if in_share(fifth, "warm-autumn", member)]
    assert drawn != [member for member in members if in_share(fifth, "cold-winter", member)]
    assert in_share(Scope(), "all", ANNA)


def test_a_greater_share_keeps_those_of_the_smaller_one() -> None:
    members = [f"member-{number}" for number in range(500)]

    fifth = {member for member in members if in_share(Scope(share_percent=20), "autumn", member)}
    half = {member for member in members if in_share(Scope(share_percent=50), "autumn", member)}

    assert fifth < half


def test_only_different_shops_keep_two_pilots_apart() -> None:
    arbat, online = Scope(locations=frozenset({"arbat"})), Scope(locations=frozenset({"online"}))

    assert not may_meet(arbat, online)
    assert may_meet(arbat, arbat)
    assert may_meet(arbat, Scope(tags=frozenset({"vip"})))
    assert may_meet(Scope(share_percent=10), Scope(share_percent=10))
