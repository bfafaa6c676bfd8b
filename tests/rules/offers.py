"""Programmes with personal offers, for tests."""

from __future__ import annotations

from rules.program import Program, parse
from tests.rules.programs import BONUS_TEXT

# What a shop of the retail programme would give: a present from a sum of one's own up, a return visit, a habit.
OFFERS_TEXT = (
    BONUS_TEXT
    + """
[[stamps]]
name = "coffee"
title = { ru = "Карта кофе", en = "Coffee card" }
on = "goods"
goods = { categories = ["coffee"] }
needed = 6
gift = { title = { ru = "Кофе в подарок", en = "A free coffee" }, goods = { categories = ["coffee"] } }

[[offers]]
name = "bigger"
title = { ru = "Подарок за большой чек", en = "A present for a bigger cheque" }
gives = { points = 300 }
from_typical = "1.2"
from_otherwise = "1 000"
days = 14
life = { kind = "days", days = 10 }
budget = 1000

[[offers]]
name = "back"
title = { ru = "Ждём вас снова", en = "Come back" }
about = { ru = "Скидка на один чек, на всё.", en = "Off one cheque, whatever is on it." }
gives = { percent = 15 }
when = { minimum_cheque = "500" }
days = 7
switch_on = true
stock = 2

[[offers]]
name = "double"
title = { ru = "Двойные баллы за кофе", en = "Double points for coffee" }
gives = { times = 2 }
goods = { categories = ["coffee"] }
days = 7

[[offers]]
name = "habit"
title = { ru = "Три покупки за месяц", en = "Three purchases within a month" }
gives = { sum = "200" }
when = { minimum_cheque = "300" }
purchases = 3
days = 30

[[offers]]
name = "mug"
title = { ru = "Кружка", en = "A mug" }
gives = { gift = { ru = "Фирменная кружка", en = "A mug with our name" } }
when = { minimum_cheque = "2 000" }
days = 30

[[offers]]
name = "stamps"
title = { ru = "Две отметки сверху", en = "Two more stamps" }
gives = { stamps = { card = "coffee", count = 2 } }
goods = { categories = ["coffee"] }
days = 30

[[offers]]
name = "closed"
title = { ru = "Закрытый показ", en = "A closed evening" }
gives = { privilege = { ru = "Вход на закрытый показ", en = "Entry to the closed evening" } }
days = 30
"""
)


def program_of(terms: str) -> Program:
    """The retail programme with one offer on these terms."""
    head = '\n[[offers]]\nname = "one"\ntitle = { ru = "Одно", en = "One" }\n'
    return parse(BONUS_TEXT + head + terms + "\n")
