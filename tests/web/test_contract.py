"""The description and the API agree: whatever schemathesis makes of the one, the other answers as described."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from tests.web.reference import PAGE, page
from tests.web.rig import Shop, Till
from web.app import OPERATIONS

# The one check left out takes every wish of the right shape for one that must be granted; rules may still refuse it.
CHECKS_LEFT_OUT = "positive_data_acceptance"


def test_the_reference_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.web.reference writes it anew"


# One run each, so that none takes long; every operation is in one of them.
PARTS = {
    "sales": r"^/v1/(quotes|purchases|returns|takings|holds)",
    "members": r"^/v1/members(/\{member_id\}(/(entries|tags|merge))?)?$",
    "formats": r"^/v1/members/\{member_id\}/(?!entries|tags|merge)",
    "codes": r"^/v1/(gift-cards|promo)",
    "others": r"^/v1/(?!quotes|purchases|returns|takings|holds|members|gift-cards|promo)",
}


def test_every_operation_is_in_one_part() -> None:
    for path in {each.path for each in OPERATIONS}:
        assert sum(bool(re.search(part, path)) for part in PARTS.values()) == 1, path


@pytest.mark.parametrize("part", PARTS)
async def test_schemathesis_finds_no_answer_that_is_not_described(
    shop: Shop, till: Till, tmp_path: Path, part: str
) -> None:
    await shop.member(points=100)

    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{shop.http.base_url}/openapi.json"),
        *("--header", f"Authorization: Bearer {till.secret}"),
        *("--include-path-regex", PARTS[part]),
        *("--exclude-checks", CHECKS_LEFT_OUT),
        *(
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "5",
            "--seed",
            "1",
            "--generation-database",
            "none",
            "--no-color",
        ),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await run.communicate()

    assert run.returncode == 0, said.decode()
