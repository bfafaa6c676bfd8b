"""Time zones by their IANA names, which mean the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# What some machines keep beside the zones: their own clock's, one that nobody has set, and all of them twice more.
_NO_ZONES = frozenset({"localtime", "posixrules", "Factory"})
_OTHER_FOLDERS = ("posix/", "right/")
_NAME = re.compile(r"[A-Za-z][\w/+-]{0,63}", re.ASCII)


@cache
def zone_names() -> Mapping[str, str]:
    """Every name, by itself in small letters."""
    return {name.casefold(): name for name in available_timezones() - _NO_ZONES}


def zone_of(name: str) -> ZoneInfo | None:
    """The zone of this name, capitals included, or None when it is no zone's. Looks for that one alone."""
    if not _NAME.fullmatch(name) or name in _NO_ZONES or name.startswith(_OTHER_FOLDERS):
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):  # as it looks for a file of that name
        return None
