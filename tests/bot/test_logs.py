"""A log that cannot be written stops nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SAY = """
import structlog
from bot import logs
logs.set_up()
structlog.get_logger().warning("The disk is full")
print("alive")
"""


def test_a_line_is_lost_and_not_the_work_when_the_disk_is_full() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", SAY], stdout=subprocess.PIPE, stderr=full, text=True, check=False)

    assert done.stdout == "alive\n"
