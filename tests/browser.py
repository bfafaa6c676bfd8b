"""Finds the Chromium that page tests drive, and installs Debian's where it may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-color-emoji")
INSTALL_SECONDS = 900
HOW = (
    "No Chromium was found: install one (on Debian or Ubuntu: apt-get install chromium fonts-noto-color-emoji) "
    "or set KOPILKA_CHROMIUM to the path of its program."
)

# A browser of tests talks to nobody but the page under test, and leaves nothing behind.
LAUNCH_ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find() -> str | None:
    """Return the path of a Chromium, or None. KOPILKA_CHROMIUM wins over what is in PATH."""
    named = os.environ.get("KOPILKA_CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def chromium_path() -> str:
    """Return the path of a Chromium. Raises FileNotFoundError with one sentence that says how to get one."""
    path = find()
    if path is None:
        raise FileNotFoundError(HOW)
    return path


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install Debian's Chromium and a font with emoji. Raises CalledProcessError when apt-get cannot."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", "-qq", *command], check=True, env=quiet, timeout=INSTALL_SECONDS)


def main() -> int:
    """Make sure that a Chromium is here; 2 when there is none and it may not be installed."""
    if find() is None and not os.environ.get("KOPILKA_CHROMIUM") and may_install():
        print("Installing Chromium for the page tests...", flush=True)
        try:
            install()
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
            print(f"Chromium could not be installed: {failure}", file=sys.stderr)
    if find() is None:
        print(HOW, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
