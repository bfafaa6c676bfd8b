"""Zones are those of IANA, whatever else a machine keeps beside them."""

from __future__ import annotations

import pytest

from rules.program import ProgramInvalid
from rules.zone import zone_names, zone_of
from tests.rules.programs import a_program


@pytest.mark.parametrize("name", ["Europe/Moscow", "Asia/Omsk", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_is_known_by_its_iana_name(name: str) -> None:
    found = zone_of(name)

    assert found is not None
    assert found.key == name
    assert zone_names()[name.lower()] == name


@pytest.mark.parametrize(
    "name", ["localtime", "Factory", "posixrules", "posix/Europe/Moscow", "../etc", "Mars/Olympus", ""]
)
def test_what_a_machine_keeps_beside_them_is_none(name: str) -> None:
    assert zone_of(name) is None
    assert name.lower() not in zone_names()


@pytest.mark.parametrize("name", ["localtime", "Factory"])
def test_a_programme_has_no_such_zone(name: str) -> None:
    with pytest.raises(ProgramInvalid, match="is not a time zone"):
        a_program(("Europe/Moscow", name))
