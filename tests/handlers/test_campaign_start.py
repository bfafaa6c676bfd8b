"""A marketer looks at a broadcast, tries it on colleagues, starts it, pauses, stops and recalls it."""

from __future__ import annotations

from actions import campaign, campaign_watch
from rules.campaign import Quiet
from storage.tables import campaigns
from tests.handlers.broadcast import agreed, composed, document, state
from tests.handlers.chat import Town, words
from tests.make import Clock

# ------------------------------------------------------------------ looking at it


def test_a_preview_is_the_message_that_a_member_would_get(town: Town) -> None:
    agreed(town, "Анна")
    agreed(town, "Борис")
    masha = composed(town)

    masha.forges("campaign:preview:1")
    first = masha.text
    masha.press("campaign:preview:1:a:1")
    assert {first, masha.text} == {"Здравствуйте, Анна! Кофе ждёт.", "Здравствуйте, Борис! Кофе ждёт."}
    masha.press("campaign:seen:*")
    assert masha.reply.notice


def test_a_test_goes_to_colleagues_and_to_nobody_else(town: Town) -> None:
    anna = agreed(town, "Анна")
    masha = composed(town)
    oleg = town.cashier("Олег", role="owner")
    seen = len(anna.screens)

    masha.forges("campaign:test:1")
    masha.press("campaign:test:1:all")

    assert [words(screen) for screen in masha.screens[-2:]] == [
        "📨 2 пробных сообщения в пути.",
        "Здравствуйте, друг! Кофе ждёт.",
    ]
    assert oleg.text == masha.text
    assert len(anna.screens) == seen
    assert state(town) == "draft"


# ------------------------------------------------------------------ the start


def test_a_start_asks_once_more_and_starts_once(town: Town) -> None:
    agreed(town, "Анна")
    town.joined("Борис")
    masha = composed(town)
    masha.forges("campaign:1")

    masha.press("campaign:go:1")
    assert "предназначена 1 участнику" in masha.text
    masha.press("campaign:start:1")
    assert state(town) == "running"
    masha.forges("campaign:start:1")
    assert masha.reply.notice
    row = town.rows(campaigns)[0]
    assert (row.progress_chat, row.progress_message) == (masha.who.chat_id, "1")
    masha.forges("campaign:text:1:a:ru")
    assert "campaigns" in masha.actions


def test_what_blocks_a_start_is_said_and_leaves_no_way_to_it(town: Town) -> None:
    masha = composed(town, "Здравствуйте, {nmae}!")

    masha.forges("campaign:start:1")
    masha.forges("campaign:go:1")

    assert "⛔" in masha.text
    assert "campaign:go:1" not in masha.actions
    assert state(town) == "draft"


def test_a_time_is_typed_checked_and_said_back(town: Town, clock: Clock) -> None:
    agreed(town, "Анна")
    masha = composed(town)
    masha.forges("campaign:go:1")
    masha.press("campaign:later:1")

    masha.says("скоро")
    assert "27.11 10:00" in masha.text
    masha.says("01.03 10:00")
    assert "прош" in masha.text
    masha.says("0001-01-01 00:00")
    assert "прош" in masha.text
    masha.forges("campaign:later:1:253402300799")
    assert "не работает" in masha.text
    masha.says("завтра 10:00")
    assert "3 марта" in masha.text
    masha.press("campaign:later:1:*")

    assert state(town) == "scheduled"
    before = document(town)
    masha.forges("campaign:pick:1:all")  # a button of the draft that hangs above
    assert (state(town), document(town)) == ("scheduled", before)
    clock.pass_(days=1)
    while campaign_watch.step(town.work):
        pass
    assert state(town) in ("running", "done")


def test_it_is_paused_resumed_stopped_and_recalled(town: Town) -> None:
    agreed(town, "Анна")
    masha = composed(town)
    masha.forges("campaign:start:1")

    masha.press("campaign:pause:1")
    assert state(town) == "paused"
    masha.press("campaign:resume:1")
    assert state(town) == "running"
    masha.forges("campaign:resume:1")
    assert masha.reply.notice
    masha.press("campaign:stop:1")
    assert state(town) == "running"
    masha.press("campaign:stop:1:yes")
    assert state(town) == "stopped"
    masha.forges("campaign:recall:1")
    assert "48" in masha.text
    masha.press("campaign:recall:1:yes")
    assert campaign.get(town.work, 1).recalled_at is not None
    assert "report:1" in masha.actions


def test_what_the_programme_sends_by_itself_is_paused_and_resumed_and_nothing_else(town: Town) -> None:
    composed(town)
    standing = document(town).model_copy(update={"on": Quiet(kind="quiet", days=30), "title": "Возвращение"})
    number = campaign.draft(town.work, standing, source="program")
    campaign.begin(town.work, number)
    oleg = town.cashier("Олег", role="owner")

    oleg.forges("campaigns")
    assert "Возвращение · идёт сама" in oleg.text
    oleg.press(f"campaign:{number}")
    assert oleg.actions[:2] == [f"campaign:pause:{number}", f"report:{number}"]
    oleg.press(f"campaign:pause:{number}")
    assert state(town, number) == "paused"
    oleg.press(f"campaign:resume:{number}")
    assert state(town, number) == "running"
    for action in ("copy", "recall", "stop", "text"):
        oleg.forges(f"campaign:{action}:{number}{':yes' if action in ('stop', 'recall') else ''}")
    assert [state(town, number), len(town.rows(campaigns))] == ["running", 2]


def test_an_old_one_is_copied_and_a_draft_deleted(town: Town) -> None:
    agreed(town, "Анна")
    masha = composed(town)
    masha.forges("campaign:start:1")
    masha.forges("campaign:stop:1:yes")

    masha.press("campaign:copy:1")
    assert document(town, 2).variants == document(town, 1).variants
    masha.press("campaign:delete:2")
    masha.press("campaign:delete:2:yes")
    masha.forges("campaigns")

    assert [row.campaign for row in town.rows(campaigns)] == [1]
    assert masha.actions[0] == "campaign:1"


def test_two_marketers_at_one_draft_hinder_each_other_in_nothing(town: Town) -> None:
    agreed(town, "Анна")
    masha, oleg = composed(town), town.cashier("Олег", role="owner")
    masha.press("campaign:text:1:a:ru")
    oleg.forges("campaign:text:1:a:ru")

    masha.says("Первый")
    oleg.says("Второй")
    assert document(town).variants[0].message.text["ru"] == "Второй"

    masha.forges("campaign:text:1:a:ru")
    oleg.forges("campaign:start:1")
    masha.says("Поздно")
    assert "campaigns" in masha.actions
    assert document(town).variants[0].message.text["ru"] == "Второй"
