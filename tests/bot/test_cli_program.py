"""`kopilka program`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from rules.program import parse
from storage import migrate
from tests.rules.programs import BONUS_TEXT, FOLDER, changed

BONUS = str(FOLDER / "retail-bonus.toml")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with a programme, and one member who spent 9 000 roubles."""
    path = tmp_path / "kopilka.db"
    migrate.upgrade(f"sqlite:///{path}")
    members, purchases = tmp_path / "old.csv", tmp_path / "bought.csv"
    members.write_text("phone,name,points\n+79123456789,Anna,250\n", "utf-8")
    purchases.write_text("phone,at,amount\n+79123456789,2026-10-31 18:20,9000\n", "utf-8")
    assert typed(path, "program", "apply", BONUS).stdout == "Version 1 is in force.\n"
    assert typed(path, "import", "members", str(members)).exit_code == 0
    assert typed(path, "import", "purchases", str(purchases)).exit_code == 0
    return path


def typed(database: Path, *words: str, answers: str = "", language: str = "en") -> Result:
    where = {"KOPILKA_DATABASE_URL": f"sqlite:///{database}", "LC_ALL": language}
    return CliRunner().invoke(app, words, env=where, input=answers)


def says(database: Path, *words: str, answers: str = "") -> str:
    done = typed(database, *words, answers=answers)
    assert done.exit_code == 0, done.output
    return done.stdout


def refuses(database: Path, *words: str, answers: str = "") -> str:
    done = typed(database, *words, answers=answers)
    assert done.exit_code == 2, done.output
    return done.stderr


def a_file(shop: Path, *changes: tuple[str, str]) -> str:
    file = shop.parent / "next.toml"
    file.write_text(changed(*changes), "utf-8")
    return str(file)


EASIER = (('spend = "10 000"', 'spend = "8 000"'), ("share_percent = 50", "share_percent = 30"))


def test_a_change_is_shown_before_it_is_made(shop: Path) -> None:
    said = says(shop, "program", "apply", a_file(shop, *EASIER), answers="y\n")

    shown = said.partition("Put it into force?")[0].splitlines()
    assert shown == [
        "Against version 1, which is in force now:",
        "Paying with points",
        "  redemption.share_percent: 50 -> 30",
        "Tiers",
        '  tiers.silver.spend: "10 000" -> "8 000"',
        "Members: 1",
        "  1 rise at once: 1 to silver",
        "  0 would have fallen and keep their tier to the end of its term",
        "Promises that are kept",
        "  340 points that members have keep their worth and their last day",
        "  0 tiers keep their term",
        "  0 open invitations keep the terms they were made under",
        "Message to members: none",
    ]
    assert said.endswith("Version 2 is in force.\n")


def test_whoever_says_no_or_cannot_be_asked_changes_nothing(shop: Path) -> None:
    file = a_file(shop, *EASIER)

    assert "Nothing has changed." in refuses(shop, "program", "apply", file, answers="n\n")
    assert "add --yes" in refuses(shop, "program", "apply", file)
    assert "They promise the same." in says(shop, "program", "diff", BONUS)


def test_the_file_that_is_in_force_is_not_applied_again(shop: Path) -> None:
    assert says(shop, "program", "apply", BONUS) == "Version 1 is this very file; nothing has changed.\n"


def test_points_that_would_lose_their_worth_are_said_loudly(shop: Path) -> None:
    file = a_file(shop, ('point_value = "1.00"', 'point_value = "0.50"'))

    done = typed(shop, "program", "apply", file, answers="n\n")

    assert "NOT KEPT: 340 points that members have would be worth another sum" in done.stdout


def test_a_version_is_planned_with_a_message_and_found_in_the_history(shop: Path) -> None:
    file = a_file(shop, *EASIER)
    words = ("--message-ru", "Теперь 30 %.", "--message-en", "Now 30 %.")

    said = says(shop, "program", "apply", file, "--from", "2030-12-01", *words, "--yes")

    assert "Message to members: en, ru" in said
    assert said.endswith("Version 2 takes force at 2030-12-01 00:00.\n")
    history = says(shop, "program", "history").splitlines()
    assert history[0].split() == ["Version", "State", "From", "Until", "Serves", "Told", "SHA-256"]
    assert history[1].split()[:3] == ["2", "planned", "2030-12-01"]
    assert history[-2].split()[:3] == ["1", "in", "force"] or history[-1].split()[:3] == ["1", "in", "force"]


def test_a_plan_that_is_taken_back_is_said_to_be_replaced_and_silent(shop: Path) -> None:
    then, words = ("--from", "2030-12-01", "--yes"), ("--message-ru", "Теперь 30 %.", "--message-en", "Now 30 %.")
    says(shop, "program", "apply", a_file(shop, *EASIER), *then, *words)
    assert [history_row(shop, 2)[at] for at in (0, 1, -2)] == ["2", "planned", "yes"]

    said = says(shop, "program", "apply", BONUS, *then)

    assert said.splitlines()[:3] == [
        "Against version 1, which is in force now:",
        "  They promise the same.",
        "Version 2, planned for that very instant, is replaced and never serves: nobody is told its message",
    ]
    assert history_row(shop, 2)[1:4] == ["replaced", "by", "3"]
    assert "yes" not in history_row(shop, 2)
    assert history_row(shop, 3)[1] == "planned"
    again = says(shop, "program", "apply", BONUS, *then)
    assert again == "Version 3 is this very file; nothing has changed.\n"


def history_row(shop: Path, number: int) -> list[str]:
    rows = [line.split() for line in says(shop, "program", "history").splitlines()]
    return next(row for row in rows if row[0] == str(number))


def test_a_message_may_stand_in_a_file(shop: Path) -> None:
    words = shop.parent / "words.toml"
    words.write_text('ru = """Теперь\n30 %."""\nen = "Now 30 %."\n', "utf-8")

    said = says(shop, "program", "apply", a_file(shop, *EASIER), "--message", str(words), "--yes")

    assert "Message to members: en, ru" in said


def test_what_cannot_be_applied_is_refused_before_anything_is_asked(shop: Path) -> None:
    file = a_file(shop, *EASIER)
    words = shop.parent / "words.toml"
    words.write_text("ru = 5\n", "utf-8")

    assert "is past" in refuses(shop, "program", "apply", file, "--from", "2020-01-01")
    assert "write it like 2026-05-31" in refuses(shop, "program", "apply", file, "--from", "soon")
    assert "in en is missing" in refuses(shop, "program", "apply", file, "--message-ru", "Теперь 30 %.")
    assert "a text for each language" in refuses(shop, "program", "apply", file, "--message", str(words))
    assert "give it a name by --pilot" in refuses(shop, "program", "apply", file, "--tag", "vip")
    assert "limit it to locations" in refuses(shop, "program", "apply", file, "--pilot", "try")
    assert "is no name for a pilot" in refuses(shop, "program", "apply", file, "--pilot", "Try it", "--tag", "vip")


def test_without_a_programme_none_can_be_planned(tmp_path: Path) -> None:
    path = tmp_path / "kopilka.db"

    assert "No programme is in force yet" in refuses(path, "program", "apply", BONUS, "--from", "2030-12-01")
    assert "No programme is in force yet" in refuses(path, "program", "history")


def test_a_pilot_runs_beside_the_main_programme_until_it_is_ended(shop: Path) -> None:
    file = a_file(shop, *EASIER)
    limits = ("--location", "arbat", "--tag", "VIP", "--share-percent", "20", "--until", "2030-12-01 10:00")

    said = says(shop, "program", "apply", file, "--pilot", "arbat", *limits, "--yes")

    assert "the pilot arbat serves 20 % of members, members tagged vip, purchases at arbat" in said
    assert said.endswith("Version 2 is in force, as the pilot arbat.\n")
    assert "could serve the same purchases" in refuses(
        shop, "program", "apply", file, "--pilot", "other", "--tag", "new", "--yes"
    )
    assert "The pilot arbat has ended" in says(shop, "program", "end-pilot", "arbat")
    assert "No pilot arbat is running" in refuses(shop, "program", "end-pilot", "arbat")


def test_versions_and_files_are_shown_and_held_against_each_other(shop: Path) -> None:
    file = a_file(shop, *EASIER)
    says(shop, "program", "apply", file, "--yes")
    told = 'redemption.share_percent: 50 -> 30\ntiers.silver.spend: "10 000" -> "8 000"\n'

    assert says(shop, "program", "diff", "1", "2") == told
    assert says(shop, "program", "diff", BONUS, file) == told
    assert says(shop, "program", "diff", file) == "They promise the same.\n"
    assert json.loads(says(shop, "program", "show", "1"))["redemption"]["share_percent"] == 50
    assert json.loads(says(shop, "program", "show"))["redemption"]["share_percent"] == 30
    assert says(shop, "program", "show", "1", "--text") == BONUS_TEXT
    assert "There is no version 7" in refuses(shop, "program", "show", "7")
    assert "There is no file" in refuses(shop, "program", "diff", "nowhere.toml")


# ------------------------------------------------------------------ program new


def test_a_few_answers_make_a_programme(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    answers = ("discount-card", "Cups", "eur", "Europe/Berlin", "en", "4%", "боб, боба, бобов", "bean, beans")

    said = says(tmp_path / "no.db", "program", "new", str(file), answers="\n".join(answers) + "\n")

    program = parse(file.read_text("utf-8"))
    assert (program.brand.name, program.currency, program.zone.key) == ("Cups", "EUR", "Europe/Berlin")
    assert program.tiers[0].discount == 4
    assert program.default_language == "en"
    assert program.brand.points["en"] == {"one": "bean", "other": "beans"}
    assert program.brand.logo == "", "there is no such picture beside it"
    assert f"kopilka program check {file}" in file.read_text("utf-8")
    assert "tiers.vip.spend: 50 000" in said, "sums of another currency are listed"


def test_an_answer_that_cannot_be_is_asked_for_again(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    answers = ("99", "1", "", "XXX", "RUB", "Moscow", "", "de", "", "much", "3%", "боб", "", "")

    said = says(tmp_path / "no.db", "program", "new", str(file), answers="\n".join(answers) + "\n")

    assert parse(file.read_text("utf-8")).tiers[0].rate.text == "3%"
    assert "99: a number from 1 to" in said
    assert 'currency = "XXX": is not a currency in use' in said
    assert "ru needs 3 words" in said


def test_the_questions_are_in_the_owners_language(tmp_path: Path) -> None:
    done = typed(
        tmp_path / "no.db", "program", "new", str(tmp_path / "a.toml"), answers="\n" * 9, language="ru_RU.UTF-8"
    )

    assert done.exit_code == 0, done.output
    assert "Название магазина" in done.stdout
    assert parse((tmp_path / "a.toml").read_text("utf-8")).default_language == "ru"


def test_the_language_of_members_is_not_that_of_the_terminal(tmp_path: Path) -> None:
    where, usual, chosen = tmp_path / "no.db", tmp_path / "usual.toml", tmp_path / "chosen.toml"

    says(where, "program", "new", str(usual), "--language", "en", "--yes")
    says(where, "program", "new", str(chosen), "--default-language", "en", "--yes")

    assert parse(usual.read_text("utf-8")).default_language == "ru", "as the ready-made one has it"
    assert parse(chosen.read_text("utf-8")).default_language == "en"
    assert "default_language" in refuses(where, "program", "new", "x.toml", "--default-language", "de", "--yes")


def test_what_a_programme_says_of_itself_is_true_of_the_asked_rate(tmp_path: Path) -> None:
    cashback, stamps = tmp_path / "cashback.toml", tmp_path / "stamps.toml"

    for file, rate in ((cashback, "3%"), (stamps, "7")):
        said = says(tmp_path / "no.db", "program", "new", str(file), "--format", file.stem, "--rate", rate, "--yes")
        assert "still says" not in said

    assert "5 %" not in cashback.read_text("utf-8")
    program = parse(stamps.read_text("utf-8"))
    assert (program.stamps[0].needed, program.stamps[0].title["en"]) == (7, "A visit on us")
    assert "sixth" not in stamps.read_text("utf-8").lower()


def test_nobody_is_asked_where_the_answers_are_options(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    options = ("--format", "stamps", "--name", "Cut", "--rate", "9", "--points-en", "cut,cuts", "--yes")

    says(tmp_path / "no.db", "program", "new", str(file), *options)

    program = parse(file.read_text("utf-8"))
    assert (program.brand.name, program.stamps[0].needed) == ("Cut", 9)
    assert program.brand.points["en"]["other"] == "cuts"


def test_a_file_that_is_there_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text("mine", "utf-8")

    assert "is there already" in refuses(tmp_path / "no.db", "program", "new", str(file), "--yes")
    assert file.read_text("utf-8") == "mine"
    says(tmp_path / "no.db", "program", "new", str(file), "--yes", "--overwrite")
    assert parse(file.read_text("utf-8"))


def test_wrong_options_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    where = tmp_path / "no.db"
    file = str(tmp_path / "shop.toml")

    assert "There is no format clu; there are retail-bonus" in refuses(where, "program", "new", file, "--format", "clu")
    assert "is not a time zone" in refuses(where, "program", "new", file, "--zone", "Moscow", "--yes")
    assert "Nothing was written" in refuses(where, "program", "new", file)
    assert "There is no file" in refuses(where, "program", "new", str(tmp_path / "no" / "shop.toml"), "--yes")
    assert not Path(file).exists()


# ------------------------------------------------------------------ files as they are saved


def test_a_programme_that_an_editor_marked_as_utf_8_is_read(tmp_path: Path, shop: Path) -> None:
    file = tmp_path / "marked.toml"
    file.write_text(BONUS_TEXT, "utf-8-sig")

    assert "is a good programme" in says(shop, "program", "check", str(file))
    assert "Version 1 is this very file" in says(shop, "program", "apply", str(file), "--yes")


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("verb", ["check", "show", "apply", "diff"])
def test_a_programme_in_another_writing_is_refused_in_words(
    tmp_path: Path, shop: Path, verb: str, encoding: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes('name = "Лавка"\n'.encode(encoding))

    said = typed(shop, "program", verb, str(file))

    assert (said.exit_code, said.stderr.splitlines()[-1]) == (2, f"{file} is not UTF-8; save it as UTF-8.")


def test_a_new_programme_under_an_impossible_name_is_refused_in_words(tmp_path: Path) -> None:
    said = typed(tmp_path / "no.db", "program", "new", str(tmp_path / ("x" * 300)), "--yes")

    assert said.exit_code == 2
    assert "File name too long" in said.stderr
