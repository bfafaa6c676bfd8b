"""A marketer writes a broadcast in the chat: its message, who gets it, its buttons, how it is measured."""

from __future__ import annotations

from actions import staff
from channels.channel import Reply
from channels.incoming import Posted
from handlers.answer import answer
from rules.campaign import Media as CampaignMedia
from screens.screen import Media
from storage.tables import campaigns
from tests.handlers.broadcast import a_photo, agreed, composed, document, posts, state
from tests.handlers.chat import Town, link

MENU = "marketing"
FORGED = (
    "campaign:x",
    "campaign:99",
    "campaign:-1",
    "campaign:9999999999999999999999",
    "campaigns:99999",
    "marketing:maybe",
    "campaign:text:1:z:ru",
    "campaign:text:1:a:xx",
    "campaign:variant:1:a",
    "campaign:preview:1:z:99999999",
    "campaign:pick:1:00000000",
    "campaign:offer:1:a:nothing",
    "campaign:opens:1:a:subscription",
    "campaign:unbutton:1:a:9",
    "campaign:control:1:33",
    "campaign:days:1:x",
    "campaign:delete:1:now",
    "campaign:leave:1:home",
    "campaign:test:1:nobody",
    "campaign:later:1:99999999999",
    "campaign:stop:1:yes",
    "campaign:pause:1",
    "campaign:recall:1:yes",
)


# ------------------------------------------------------------------ who may


def test_a_marketer_has_marketing_for_a_menu_and_an_owner_has_it_too(town: Town) -> None:
    masha, oleg = town.cashier("Маша", role="marketer"), town.cashier("Олег", role="owner")

    masha.forges("menu")
    assert masha.actions[:2] == ["campaign:new", "campaigns"]
    masha.says("/marketing")
    assert masha.actions[0] == "campaign:new"
    oleg.says("/marketing")
    assert oleg.actions[0] == "campaign:new"


def test_nobody_else_and_no_removed_marketer_gets_at_a_broadcast(town: Town) -> None:
    masha, anna = composed(town), town.joined("Анна")
    vera = town.cashier("Вера")
    staff.remove(town.work, "Маша")

    masha.says("Другой текст")
    for who in (masha, anna, vera):
        for action in ("marketing", "campaigns", "campaign:1", "campaign:new", "campaign:text:1:a:ru", "campaign:go:1",
                       "campaign:start:1", "campaign:pick:1:all", "campaign:delete:1:yes", "campaign:preview:1",
                       "campaign:recall:1:yes", "campaign:seen:0"):  # fmt: skip
            who.forges(action)
            assert "сотрудник" in who.text, action

    assert document(town).variants[0].message.text["ru"].startswith("Здравствуйте")
    assert state(town) == "draft"


def test_forged_buttons_are_refused_in_words_and_change_nothing(town: Town) -> None:
    masha = composed(town)

    for action in FORGED:
        masha.forges(action)
        assert masha.actions or masha.reply.notice, action

    assert len(town.rows(campaigns)) == 1
    assert state(town) == "draft"
    assert len(document(town).variants) == 1


# ------------------------------------------------------------------ writing it


def test_any_message_becomes_a_draft_at_once(town: Town) -> None:
    masha = town.cashier("Маша", role="marketer")

    masha.forges("campaign:new")
    posts(masha, "<b>Кофе</b> &amp; булочка, {name|друг}", a_photo())

    message = document(town).variants[0].message
    assert message.text == {"ru": "<b>Кофе</b> &amp; булочка, {name|друг}"}
    assert message.media is not None
    assert message.media.reference == "AgACAgIAAx"
    assert "‹имя участника›" in masha.text
    masha.press("campaign:unsay:1:a")
    assert document(town).variants[0].message.media is None


def test_a_file_with_words_under_it_becomes_a_draft_though_nobody_asked(town: Town) -> None:
    masha, anna = town.cashier("Маша", role="marketer"), town.joined("Анна")

    posts(masha, "Смотрите, что испекли", Media("video", "telegram", "BAAC"))
    posts(anna, "Смотрите, что съела", Media("video", "telegram", "BAAD"))

    assert [row.campaign for row in town.rows(campaigns)] == [1]
    assert document(town).variants[0].message.media == CampaignMedia(kind="video", channel="telegram", reference="BAAC")


def test_of_an_album_the_file_with_words_is_taken_and_the_others_are_told_of_once(town: Town) -> None:
    masha = town.cashier("Маша", role="marketer")
    files = [
        Posted(update_id=f"album{at}", person=masha.who, html=words, media=a_photo(), album="7")
        for at, words in enumerate(("Смотрите, что испекли", "", ""))
    ]

    masha.sends(files[0])
    masha.sends(files[1])
    assert "один файл" in masha.text
    assert answer(town.work, files[2], link) == Reply()

    assert [row.campaign for row in town.rows(campaigns)] == [1]


def test_a_sticker_an_empty_caption_and_a_long_text_are_refused_with_a_way_on(town: Town) -> None:
    masha = town.cashier("Маша", role="marketer")
    masha.forges("campaign:new")

    masha.sends_a_sticker()
    assert "видео" in masha.text
    posts(masha, "", a_photo())
    assert "подпис" in masha.text
    masha.says("я" * 3501)
    assert "3 501" in masha.text
    assert masha.actions == [MENU]
    assert town.rows(campaigns) == []

    masha.says("я" * 3500)  # still asked for, and taken whole
    assert len(document(town).variants[0].message.text["ru"]) == 3500


def test_a_wrong_placeholder_is_named_with_its_place_and_the_nearest(town: Town) -> None:
    masha = composed(town, "Здравствуйте, {nmae|друг}!")

    assert "{nmae}" in masha.text
    assert "15" in masha.text
    assert "{name}" in masha.text
    masha.press("campaign:hints:1:a")
    assert "{balance}" in masha.text


def test_a_missing_language_is_named_with_those_whom_it_concerns(town: Town) -> None:
    agreed(town, "Boris", "en")
    masha = composed(town)

    masha.press("campaign:languages:1:a")
    assert "English" in masha.text
    assert "1 участник из получателей" in masha.text
    masha.press("campaign:text:1:a:en")
    masha.says("☕ {name|☕}!")
    assert set(document(town).variants[0].message.text) == {"ru", "en"}
    masha.press("campaign:languages:1:a")
    masha.press("campaign:unsay:1:a:ru")
    assert set(document(town).variants[0].message.text) == {"en"}


def test_a_draft_is_in_the_language_of_whoever_writes_it(town: Town) -> None:
    composed(town, "Hello, {name|friend}!", language="en")

    assert set(document(town).variants[0].message.text) == {"en"}


def test_leaving_a_question_leaves_the_text_as_it_was(town: Town) -> None:
    masha = composed(town)

    masha.press("campaign:text:1:a:ru")
    masha.press("campaign:words:1:a")
    masha.says("Просто слова")

    assert document(town).variants[0].message.text["ru"].startswith("Здравствуйте")


# ------------------------------------------------------------------ its parts


def test_an_audience_is_picked_with_its_count_typed_or_everybody(town: Town) -> None:
    agreed(town, "Анна")
    town.joined("Борис")
    masha = composed(town, language="en")

    masha.press("campaign:who:1")
    masha.press("campaign:pick:1:*")
    assert document(town).audience
    masha.press("campaign:ask:1")
    masha.says("purchases < 3 and registred_days < 5")
    assert "registered_days" in masha.text
    assert "purchases < 3 and registred_days" in masha.text
    masha.says("purchases < 3")
    assert document(town).audience == "purchases < 3"
    assert "2 members" in masha.text
    masha.press("campaign:pick:1:all")
    assert document(town).audience == ""


def test_buttons_are_typed_or_tapped_and_taken_away(town: Town) -> None:
    masha = composed(town)
    masha.press("campaign:buttons:1:a")

    masha.says("Меню")
    assert "https://" in masha.text
    masha.says("Меню https://example.com/menu")
    masha.press("campaign:opens:1:a:card")
    masha.forges("campaign:opens:1:a:card")
    masha.press("campaign:opens:1:a:balance")
    masha.says("Ещё https://example.com/2")
    masha.says("И ещё https://example.com/3")
    assert "4 кноп" in masha.text

    buttons = document(town).variants[0].message.buttons
    assert [one.url or one.opens for one in buttons] == [
        "https://example.com/menu", "card", "balance", "https://example.com/2",
    ]  # fmt: skip
    masha.press("campaign:unbutton:1:a:0")
    assert len(document(town).variants[0].message.buttons) == 3


def test_a_second_variant_gets_its_share_and_can_go_again(town: Town) -> None:
    masha = composed(town)
    masha.forges("campaign:1")
    masha.press("campaign:shares:1")
    masha.press("campaign:variant:1")
    masha.says("Мы скучаем, {name|друг}!")

    masha.forges("campaign:shares:1")
    masha.says("70 и 30")
    masha.says("70 30")
    assert [one.share for one in document(town).variants] == [70, 30]
    assert "70 %" in masha.text
    masha.press("campaign:variant:1:b")
    assert [one.name for one in document(town).variants] == ["a"]


def test_control_days_time_mark_and_name_are_set(town: Town) -> None:
    masha = composed(town)
    masha.forges("campaign:more:1")

    masha.press("campaign:control:1:10")
    masha.press("campaign:days:1")
    masha.says("завтра")
    masha.says("30")
    masha.press("campaign:clock:1")
    masha.says("25:00")
    masha.says("10:30")
    masha.press("campaign:mark:1")
    masha.says("не-латиница")
    masha.says("2VfnxxyZ1Ab ООО «Ромашка»")
    masha.press("campaign:title:1")
    masha.says("Кофе в ноябре")

    kept = document(town)
    assert (kept.control_percent, kept.attribution_days, str(kept.at)) == (10, 30, "10:30:00")
    assert (kept.erid, kept.advertiser, kept.title) == ("2VfnxxyZ1Ab", "ООО «Ромашка»", "Кофе в ноябре")
    masha.forges("campaign:clock:1:off")
    masha.forges("campaign:mark:1:off")
    assert (document(town).at, document(town).erid, document(town).advertiser) == (None, "", "")
