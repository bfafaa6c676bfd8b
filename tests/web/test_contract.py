"""The description and the API agree: whatever schemathesis makes of the one, the other answers as described."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.web.reference import PAGE, page
from tests.web.rig import Shop, Till

# The one check left out takes every wish of the right shape for one that must be granted; rules may still refuse it.
CHECKS_LEFT_OUT = "positive_data_acceptance"


def test_the_reference_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.web.reference writes it anew"


async def test_schemathesis_finds_no_answer_that_is_not_described(shop: Shop, till: Till, tmp_path: Path) -> None:
    await shop.member(points=100)

    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{shop.http.base_url}/openapi.json"),
        *("--header", f"Authorization: Bearer {till.secret}"),
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
