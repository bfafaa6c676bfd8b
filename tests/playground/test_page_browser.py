"""The module that finds a browser for the page tests says how to get one."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.browser import chromium_path


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.browser"]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_browser_that_is_here_is_found_in_silence() -> None:
    found = run(KOPILKA_CHROMIUM=chromium_path())

    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_a_browser_that_is_not_here_is_named_in_one_sentence() -> None:
    missing = run(KOPILKA_CHROMIUM="/nowhere/chromium")

    assert missing.returncode == 2
    assert missing.stderr.startswith("No Chromium was found: install one")
    assert missing.stderr.count("\n") == 1
