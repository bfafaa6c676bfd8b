"""The ready-made programmes, and small changes of them, for tests of the rules."""

from __future__ import annotations

from pathlib import Path

from rules.program import Program, parse

FOLDER = Path(__file__).parents[2] / "programs"
BONUS_TEXT = (FOLDER / "retail-bonus.toml").read_text(encoding="utf-8")
DOLLARS_TEXT = (FOLDER / "retail-dollars.toml").read_text(encoding="utf-8")
BONUS = parse(BONUS_TEXT)
DOLLARS = parse(DOLLARS_TEXT)


def changed(*changes: tuple[str, str], text: str = BONUS_TEXT) -> str:
    """The retail programme with words replaced; each must stand in it."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def a_program(*changes: tuple[str, str]) -> Program:
    return parse(changed(*changes))


# Every format at once, on top of the retail programme; `{combine}` is how discounts meet.
EVERYTHING = """
[discounting]
combine = "{combine}"
most_percent = 60

[[discounts]]
name = "birthday"
title = {{ ru = "а", en = "a" }}
percent = 20
when = {{ birthday = {{ days_before = 3, days_after = 3 }} }}

[[discounts]]
name = "tea"
title = {{ ru = "а", en = "a" }}
percent = "33.33"
goods = {{ categories = ["tea"] }}
when = {{ hours = {{ start = 08:00:00, end = 13:00:00 }} }}

[[rules]]
name = "tea-double"
goods = {{ categories = ["tea"] }}
times = 2

[[rules]]
name = "morning"
when = {{ hours = {{ start = 08:00:00, end = 13:00:00 }} }}
times = "1.5"

[[rules]]
name = "house"
goods = {{ brands = ["house"] }}
rate = "12.5%"
instead = true
caps = {{ cheque = 900, day = 1000, budget = 5000 }}

[[rules]]
name = "each"
goods = {{ labels = ["new"] }}
points_each = 7

[[rules]]
name = "visit"
points = 15
when = {{ minimum_cheque = "100" }}

[[stamps]]
name = "tea"
title = {{ ru = "а", en = "a" }}
on = "goods"
goods = {{ categories = ["tea"] }}
needed = 5

[stamps.gift]
title = {{ ru = "а", en = "a" }}
goods = {{ categories = ["tea"] }}
most = "50"

[[promos]]
name = "ten"
title = {{ ru = "а", en = "a" }}
code = "TEN"
gives = {{ percent = "10" }}

[[promos]]
name = "sum"
title = {{ ru = "а", en = "a" }}
gives = {{ sum = "77.77" }}
goods = {{ categories = ["tea"] }}

[[rules]]
name = "plus"
when = {{ subscriptions = ["plus"] }}
rate = "2%"

[[stamps]]
name = "visit"
title = {{ ru = "а", en = "a" }}
needed = 3
day_max = 1
life = {{ kind = "days", days = 60 }}

[stamps.gift]
title = {{ ru = "а", en = "a" }}
percent = 50

[[promos]]
name = "points"
title = {{ ru = "а", en = "a" }}
code = "POINTS"
gives = {{ points = 50 }}
per_member = 2
budget = 3
life = {{ kind = "days", days = 20 }}

[[actions]]
name = "review"
title = {{ ru = "а", en = "a" }}
on = "review"
points = 25
limit = {{ times = 2, days = 30 }}
budget = 100

[[subscriptions]]
name = "plus"
title = {{ ru = "а", en = "a" }}
about = {{ ru = "а", en = "a" }}
price = "99"

[[partners]]
name = "cafe"
title = {{ ru = "а", en = "a" }}
rate = "4%"
issues_percent = 80

[[partners]]
name = "books"
title = {{ ru = "а", en = "a" }}

[gift_cards]
title = {{ ru = "а", en = "a" }}
minimum = "10"
maximum = "5 000"
life = {{ kind = "days", days = 90 }}
"""


_FOR_ANY_CHEQUE = ('times = "1.5"', "points = 15")  # of the two rules that change what a plain cheque earns


def in_force() -> str:
    """The retail programme with every format in force, none of which changes what a plain cheque earns."""
    whole = changed() + EVERYTHING.format(combine="best")
    for effect in _FOR_ANY_CHEQUE:
        assert effect in whole, effect
        whole = whole.replace(effect, f'{effect}\ngoods = {{ labels = ["any"] }}')
    return whole


def everything(combine: str = "best") -> str:
    """A document with every format at once."""
    return changed(('rate = "3%"', 'rate = "3%"\ndiscount = "5%"')) + EVERYTHING.format(combine=combine)
