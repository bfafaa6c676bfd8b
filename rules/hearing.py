"""Which kinds of messages reach a member, and what keeps the others away."""

from __future__ import annotations

from typing import Literal

from rules.member import ADVERTISING, Member, Mutable

Hearing = Literal["heard", "muted", "no_consent", "snoozed"]


def hearing(member: Member, kind: Mutable) -> Hearing:
    """Whether this kind comes now; when several wishes are against it, the one that lasts longest is named."""
    if kind in member.muted:
        return "muted"
    if kind in ADVERTISING and not member.marketing:
        return "no_consent"
    if member.snoozed_until is not None and (kind in ADVERTISING or kind == "surveys"):
        return "snoozed"
    return "heard"
