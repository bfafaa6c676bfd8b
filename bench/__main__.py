"""`python -m bench [NAME…]`: run the benches and print one table of ratios, each with its aim."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from types import ModuleType

from rich.console import Console
from rich.table import Table

from bench.measure import Ratio

# In this order; `import` is a word of Python's, so modules are found by name.
NAMES = (
    "start",
    "memory",
    "updates",
    "price",
    "till",
    "crowd",
    "ledger",
    "sender",
    "press",
    "import",
    "campaign",
    "rfm",
)

out = Console(highlight=False, soft_wrap=True)


def main() -> int:
    """Return the exit code: 1 when an aim was missed or a bench failed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; without one, all of them")
    names = parser.parse_args().names or NAMES
    for name in names:
        if name not in NAMES:
            parser.error(f"there is no bench {name!r}; there are {', '.join(NAMES)}")
    ratios, failed = [], []
    for name in names:
        began = time.perf_counter()
        try:
            bench = importlib.import_module(f"bench.{name}")
            out.print(f"{name}: {_first_line(bench)}", style="dim")
            ratios += list(bench.main())
        except Exception as error:  # the others are measured all the same
            failed.append(f"{name} failed: {type(error).__name__}: {error}")
        out.print(f"  {time.perf_counter() - began:.0f} s", style="dim")
    out.print(_table(ratios))
    for sentence in failed:
        out.print(sentence, style="red", markup=False)
    return 0 if not failed and all(ratio.met for ratio in ratios) else 1


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or "").partition("\n")[0]


def _table(ratios: list[Ratio]) -> Table:
    table = Table("What", "Ratio", "Aim", "", "Measured here", box=None, pad_edge=False)
    for one in ratios:
        sign = "≤" if one.at_most else "≥"
        word = "[green]met[/]" if one.met else "[red]missed[/]"
        table.add_row(one.what, f"{one.ratio:.2f}", f"{sign} {one.aim:g}", word, one.measured)
    return table


if __name__ == "__main__":
    sys.exit(main())
