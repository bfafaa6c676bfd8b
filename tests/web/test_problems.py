"""Every refusal has its place in the table, and every documented one is met over HTTP as documented."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import actions
import rules
import web
from rules.refusal import Refused
from tests.make import Clock
from tests.web import (  # noqa: F401 - they register
    coded,
    provoking,
    refused_formats,
    refused_requests,
    refused_sales,
    refused_segments,
)
from tests.web.rig import Shop, Till
from web import contract, problems
from web.app import OPERATIONS


def all_refusals() -> Iterator[type[Refused]]:
    for package in (rules, actions, web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    waiting = [Refused]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from (each for each in found if each.__module__.startswith(("rules.", "actions.", "web.")))


# What the door itself answers, whatever is asked of it.
OF_THE_DOOR = {"not_found", "method_not_allowed", "internal_error"}


def test_the_table_has_what_operations_refuse_and_nothing_else() -> None:
    refused = {code for each in OPERATIONS for code in contract.codes(each)} | OF_THE_DOOR

    assert set(problems.TABLE) == refused


def test_no_two_refusals_share_a_code() -> None:
    codes = [each.code for each in all_refusals()]

    assert sorted(codes) == sorted(set(codes))


# ------------------------------------------------------------------ each documented code, met over HTTP

PROVOKED = provoking.PROVOKED | coded.REFUSED


def documented() -> set[str]:
    return {code for each in OPERATIONS for code in contract.codes(each)}


def test_every_documented_code_has_somebody_who_meets_it() -> None:
    assert documented() == PROVOKED.keys()


@pytest.mark.parametrize("code", sorted(PROVOKED))
async def test_a_refusal_is_a_problem_as_its_table_says(shop: Shop, till: Till, clock: Clock, code: str) -> None:
    answer = await PROVOKED[code](shop, till, clock)

    said = answer.json()
    status, title = problems.TABLE[code]
    assert (said["code"], answer.status_code) == (code, status), said
    assert (said["title"], said["status"], said["type"]) == (title, status, f"urn:kopilka:problem:{code}")
    assert said["detail"].endswith(".")
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("errors" in said) == (code == "request_invalid")
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert ("retry-after" in answer.headers) == (status in (429, 503))
