"""A question after a purchase, a mark, a few words, a low mark that staff hear of at once and answer once."""

from __future__ import annotations

import pytest

from actions import delivery, feedback, feedback_asking, lease, privacy
from rules import notice
from rules.feedback_notice import LowRating
from screens import notices
from screens.speech import texts_for
from storage.tables import deliveries, events, ratings
from storage.work import Work
from tests.handlers.chat import CHANNEL, Chat, Town
from tests.make import NOON, Clock
from tests.rules.programs import BONUS_TEXT

ASKS = """
[feedback]
after_hours = 2
[feedback.rating]
every_days = 14
[feedback.nps]
purchases = 2
"""


@pytest.fixture
def town(work: Work) -> Town:
    town = Town.opened(work, BONUS_TEXT + ASKS)
    feedback_asking.ask(work)  # from now on
    return town


@pytest.fixture
def anna(town: Town) -> Chat:
    return town.joined("Анна Петрова", phone="79161234501")


@pytest.fixture
def vera(town: Town) -> Chat:
    return town.cashier("Вера")


def buys(town: Town, clock: Clock, vera: Chat, anna: Chat, *, hours: int = 2) -> None:
    """A purchase, and the question to it, if there is one."""
    vera.says(anna.card_code)
    vera.says("1200")
    vera.press("till:record")
    clock.pass_(hours=hours)
    feedback_asking.ask(town.work)
    town.post()


def test_a_purchase_is_rated_with_words_and_thanks(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    buys(town, clock, vera, anna)
    assert "1200 ₽" in anna.text.replace(" ", "").replace("1200₽", "1200 ₽")
    assert "Арбат, 1" in anna.text

    anna.press("rate:*:5")
    assert "★★★★★" in anna.text
    anna.says("Очень вкусно!\nСпасибо\x00")

    assert "Спасибо" in anna.text
    [row] = town.rows(ratings)
    assert (row.kind, row.score, row.words, row.at) == ("purchase", 5, "Очень вкусно!\nСпасибо", clock())
    assert row.location == "Арбат, 1"
    anna.says("ещё слова")
    assert town.rows(ratings)[0].words == "Очень вкусно!\nСпасибо"


def test_words_may_be_left_out(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    buys(town, clock, vera, anna)
    anna.press("rate:*:4")
    anna.press("rated")

    anna.says("что-то другое")

    assert (town.rows(ratings)[0].score, town.rows(ratings)[0].words) == (4, "")


def test_a_mark_can_be_changed_within_a_day(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    buys(town, clock, vera, anna)
    anna.press("rate:*:4")
    given = clock()
    clock.pass_(hours=23)
    anna.forges(anna.button("rate:*").target + ":5")
    assert (town.rows(ratings)[0].score, town.rows(ratings)[0].at) == (5, given)

    clock.pass_(hours=1)
    anna.press("rate:*:1")

    assert town.rows(ratings)[0].score == 5
    assert "закрыт" in anna.text


@pytest.mark.parametrize("forged", ["6", "0", "-1", "05", "few", "x", "5:5", "٥"])
def test_marks_that_are_none_are_refused(town: Town, clock: Clock, vera: Chat, anna: Chat, forged: str) -> None:
    buys(town, clock, vera, anna)

    anna.forges(anna.button("rate:*:5").target.removesuffix("5") + forged)

    assert town.rows(ratings)[0].score is None


def test_another_members_question_is_refused(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    buys(town, clock, vera, anna)
    boris = town.joined("Борис")

    boris.forges(anna.button("rate:*:1").target)

    assert town.rows(ratings)[0].score is None
    assert boris.actions == ["menu"]


def test_whoever_wants_no_questions_gets_none_from_that_press_on(
    town: Town, clock: Clock, vera: Chat, anna: Chat
) -> None:
    buys(town, clock, vera, anna)

    anna.press("no_surveys")
    anna.forges("no_surveys")
    assert "surveys" in anna.member.muted

    clock.pass_(days=20)
    buys(town, clock, vera, anna)
    assert len(town.rows(ratings)) == 1


def test_whether_they_recommend_us_fits_ten_buttons(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    buys(town, clock, vera, anna)
    clock.pass_(days=8)
    buys(town, clock, vera, anna)
    assert "посоветуете" in anna.text

    anna.press("rate:*:few")
    anna.press("rate:*:0")

    assert "0 из 10" in anna.text
    assert [(row.kind, row.score) for row in town.rows(ratings)] == [("purchase", None), ("nps", 0)]


def test_a_low_mark_goes_to_those_who_speak_for_the_shop_and_is_answered_once(
    town: Town, clock: Clock, vera: Chat, anna: Chat
) -> None:
    maria, oleg = town.cashier("Мария", role="marketer"), town.cashier("Олег", role="owner")
    buys(town, clock, vera, anna)
    anna.press("rate:*:2")
    assert "★★☆☆☆" in maria.text
    assert "★★☆☆☆" in oleg.text
    assert "оценка" not in vera.text
    anna.says("Холодный кофе")

    wanted = maria.button("answer_low:*").target
    maria.forges(wanted)
    assert "Холодный кофе" in maria.text
    assert "Анна" in maria.text
    assert "Петрова" not in maria.text
    oleg.press("answer_low:*")
    maria.says("Простите! Следующий за наш счёт.")

    assert "Следующий за наш счёт" in anna.text
    assert "★★☆☆☆" in anna.text
    oleg.says("И от меня.")
    assert "Мария" in oleg.text
    assert "И от меня" not in anna.text
    [row] = town.rows(ratings)
    assert (row.answer, row.answered_at) == ("Простите! Следующий за наш счёт.", clock())
    maria.forges(wanted)
    assert "уже" in maria.text


def test_only_those_who_speak_for_the_shop_may_answer(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    maria = town.cashier("Мария", role="marketer")
    buys(town, clock, vera, anna)
    anna.press("rate:*:1")
    wanted = maria.button("answer_low:*").target

    for stranger in (vera, anna):
        stranger.forges(wanted)
        stranger.says("Ха-ха")

    maria.forges("answer_low:nonsense")
    maria.forges(wanted)
    maria.press("answer_low:no")
    maria.says("Не то")
    assert town.rows(ratings)[0].answer == ""


def test_staff_read_the_name_and_the_words_of_now_and_nothing_of_somebody_erased(
    town: Town, clock: Clock, vera: Chat, anna: Chat
) -> None:
    maria = town.cashier("Мария", role="marketer")
    buys(town, clock, vera, anna)
    anna.press("rate:*:1")
    anna.says("Холодный кофе")
    held = lease.acquire(town.work, "sender", "me", 30)
    assert held is not None

    def read() -> str:
        letters = delivery.claim(town.work, held, CHANNEL, {}).letters
        low = [one for one in letters if one.kind == LowRating.kind and one.user_id == maria.who.user_id]
        told = notice.load(low[0].kind, dict(low[0].facts))
        return notices.show(texts_for(low[0].program, "ru"), told).html

    said = read()
    assert "Анна" in said
    assert "Холодный кофе" in said

    privacy.forget(town.work, anna.member)
    town.work.run(deliveries.update().values(state="queued", leased_by=None, leased_until=None))
    said = read()
    assert "Анна" not in said
    assert "Холодный" not in said
    for table in (events, deliveries, ratings):
        kept = str(town.rows(table))
        assert "Холодный" not in kept
        assert "Анна" not in kept
    assert [(row.score, row.words) for row in town.rows(ratings)] == [(1, "")]
    maria.press("answer_low:*")
    assert maria.actions == ["menu"]


def test_what_they_said_is_in_the_copy_of_their_data(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    buys(town, clock, vera, anna)
    anna.press("rate:*:5")
    anna.says("Вкусно")

    kept = privacy.copy(town.work, anna.member)["ratings"]

    assert [(one["score"], one["words"]) for one in kept] == [(5, "Вкусно")]


def test_the_figures_tell_stars_and_recommendations_by_place(town: Town, clock: Clock, vera: Chat, anna: Chat) -> None:
    buys(town, clock, vera, anna)
    anna.press("rate:*:2")
    clock.pass_(days=8)
    buys(town, clock, vera, anna)
    anna.press("rate:*:9")
    clock.pass_(seconds=1)

    found = feedback.figures(town.work, NOON, clock())

    assert found.asked == 2
    assert (found.all.scores, str(found.all.average), found.all.nps) == ((0, 1, 0, 0, 0), "2.00", 100)
    assert [(one.location, one.rated, one.recommended) for one in found.places] == [("Арбат, 1", 1, 1)]
    assert [row.score for row in feedback.answers(town.work, NOON, clock())] == [2, 9]
