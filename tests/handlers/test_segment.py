"""A marketer types a segment in the chat, is told where it is wrong, saves it, takes its table, drops it."""

from __future__ import annotations

from actions import segment
from tests.handlers.chat import Town

FORGED = ("segments:x", "segments:99999", "segment:none", "segment:name", "segment:delete:0:now", "segment:table:0")


def test_a_marketer_types_an_expression_and_sees_who_it_is(town: Town) -> None:
    town.joined("Анна")
    masha = town.cashier("Маша", role="marketer")

    masha.says("/segments")
    assert "Чемпионы" in masha.text
    masha.forges("segment:ask")
    masha.says("purchases = 0")

    assert "1 участник" in masha.text
    assert "purchases = 0" in masha.text


def test_a_mistake_is_pointed_at_and_the_next_words_are_another_try(town: Town) -> None:
    masha = town.cashier("Маша", role="marketer")

    masha.forges("segment:ask")
    masha.says("purchases = 0 and frequncy > 2")
    assert "Возможно, имелось в виду" in masha.text
    assert "frequency" in masha.text
    assert masha.text.count("▲") == 1

    masha.says("purchases = 0 and frequency > 2")
    assert "segment:name" in masha.actions


def test_what_was_typed_is_saved_used_and_deleted(town: Town) -> None:
    masha = town.cashier("Маша", role="marketer")
    masha.forges("segment:ask")
    masha.says("purchases=0")
    masha.forges("segment:name")
    masha.says('not "good"')
    assert segment.saved(town.work) == ()
    masha.says("Без покупок")

    assert segment.get(town.work, "Без покупок").expression == "purchases = 0"
    masha.says("/segments")
    assert "Без покупок" in masha.text
    mark = next(each for each in masha.actions if each.startswith("segment:"))
    masha.forges(mark)
    masha.forges(mark.replace("segment:", "segment:table:"))
    assert masha.files[-1].name == "segment.csv"

    segment.save(town.work, "Другой", 'segment "Без покупок"')
    masha.forges(mark.replace("segment:", "segment:delete:") + ":yes")
    assert "Другой" in masha.text
    segment.forget(town.work, "Другой")
    masha.forges(mark.replace("segment:", "segment:delete:") + ":yes")
    assert segment.saved(town.work) == ()
    masha.forges(mark)
    assert "⌛" in masha.text


def test_nobody_else_gets_at_segments_and_no_forged_button_does_anything(town: Town) -> None:
    anna, vera, masha = town.joined("Анна"), town.cashier("Вера"), town.cashier("Маша", role="marketer")
    segment.save(town.work, "Мой", "r = 1")

    for who in (anna, vera):
        for pressed in ("segments", "segment:ask", "segment:name", "segment:00000000", "segment:delete:00000000:yes"):
            who.forges(pressed)
            assert "🔒" in who.text or "👋" in who.text
    for pressed in FORGED:
        masha.forges(pressed)
    assert len(segment.saved(town.work)) == 1
