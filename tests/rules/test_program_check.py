"""An owner is told every mistake: where it is, what it is, what is allowed, what was perhaps meant."""

from __future__ import annotations

import re

import pytest

from rules.program_check import Mistake, check
from tests.rules.programs import BONUS_TEXT, changed


def only(*changes: tuple[str, str]) -> Mistake:
    found = check(changed(*changes))
    assert len(found) == 1, [str(mistake) for mistake in found]
    return found[0]


def line_of(words: str, text: str = BONUS_TEXT) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    "old, new, path, message, suggestion",
    [
        ("share_percent", "share_precent", "redemption.share_precent", "is not a known name", "share_percent"),
        ("[hold]", "[holds]", "holds", "is not a known name", "hold"),
        ('policy = "debt"', 'policy = "dept"', "returns.policy", "is not one of the choices", "debt"),
        ('"Europe/Moscow"', '"Europe/Mosco"', "zone", "is not a time zone", "Europe/Moscow"),
        ('currency = "RUB"', 'currency = "RUR"', "currency", "is not a currency in use", "RUB"),
        ('kind = "days", days = 14', 'kind = "day", days = 14', "welcome.life.kind", "is not a known kind", "days"),
        ('kind = "rolling", days', 'kind = "rolling", dayz', "tier_terms.window.dayz", "is not a known name", "days"),
        ("cap = { rewards = 10", "cap = { reward = 10", "referral.cap.reward", "is not a known name", "rewards"),
    ],
)
def test_a_misspelt_name_is_named_with_its_line_and_the_nearest_known_one(
    old: str, new: str, path: str, message: str, suggestion: str
) -> None:
    found = next(mistake for mistake in check(changed((old, new))) if mistake.path == path)

    assert (found.line, found.message, found.suggestion) == (line_of(old), message, suggestion)
    assert found.allowed
    assert f'did you mean "{suggestion}"?' in str(found)


@pytest.mark.parametrize(
    "old, new, path, value, says",
    [
        ("share_percent = 50", "share_percent = 101", "redemption.share_percent", "101", "at most 100"),
        ("share_percent = 50", 'share_percent = "50"', "redemption.share_percent", '"50"', "a whole number"),
        ("share_percent = 50", "share_percent = true", "redemption.share_percent", "true", "a whole number"),
        ("share_percent = 50", "share_percent = 50.0", "redemption.share_percent", "50.0", "a whole number"),
        ('rate = "3%"', 'rate = "3"', "tiers[1].rate", '"3"', "not a rate"),
        ('rate = "3%"', "rate = 0.03", "tiers[1].rate", "0.03", "in quotes"),
        ('rate = "3%"', 'rate = "3000%"', "tiers[1].rate", '"3000%"', "percent from 0 to 1000"),
        ('point_value = "1.00"', 'point_value = "1.005"', "redemption.point_value", '"1.005"', "more than 2 digits"),
        ('point_value = "1.00"', 'point_value = "0"', "redemption.point_value", '"0"', "more than 0"),
        ('spend = "10 000"', 'spend = "10,000"', "tiers[1].spend", '"10,000"', "not a number"),
        ('purchase_min = "500"', "purchase_min = -1", "referral.purchase_min", "-1", "from 0 up"),
        ("at = 10:00:00", 'at = "25:00"', "warnings.at", '"25:00"', "not a time of day"),
        ('accent = "#1f6f5c"', 'accent = "green"', "brand.accent", '"green"', "not written as it must be"),
        ('logo = "kopilka.png"', 'logo = "../kopilka.png"', "brand.logo", '"../kopilka.png"', "not written"),
        ("days_before = [30, 3]", 'days_before = [30, "3"]', "warnings.days_before[1]", '"3"', "a whole number"),
        ('title = { ru = "Золотой"', 'title = { de = "Gold"', "tiers[2].title.de", '"Gold"', "not one of the"),
        (
            'languages = ["ru", "en"]',
            'languages = ["ru", "en", "klingon"]',
            "languages[2]",
            '"klingon"',
            "known language",
        ),
        ('languages = ["ru", "en"]', 'languages = ["ru", "en", "ru"]', "languages[2]", '"ru"', "in the list already"),
        ('default_language = "ru"', 'default_language = "kk"', "default_language", '"kk"', "one of languages"),
        ('name = "gold"', 'name = "silver"', "tiers[2].name", '"silver"', "an earlier one of tiers"),
        ('name = "gold"', 'name = "Gold!"', "tiers[2].name", '"Gold!"', "not written as it must be"),
    ],
)
def test_a_wrong_value_is_shown_with_what_would_be_right(old: str, new: str, path: str, value: str, says: str) -> None:
    found = next(mistake for mistake in check(changed((old, new))) if mistake.path == path)

    assert (found.line, found.value, found.severity) == (line_of(old), value, "error")
    assert says in found.message


def test_a_number_out_of_range_is_told_its_range() -> None:
    assert only(("minutes = 30", "minutes = 3000")).allowed == "a whole number from 1 to 1440"


def test_what_is_missing_is_named_at_the_table_that_misses_it() -> None:
    found = only(("friend_points = 200\n", ""))

    assert (found.path, found.line, found.message) == ("referral.friend_points", line_of("[referral]"), "is missing")


def test_a_language_and_a_plural_form_that_lack_are_named() -> None:
    assert only(('en = ["Early access to promotions"]\n', "")).message == "has no text in en"
    few = only(('few = "балла"\n', ""))
    assert (few.path, few.message) == ("brand.points.ru", "has no form 'few'")
    odd = only(('other = "points"', 'other = "points"\nfew = "points"'))
    assert (odd.path, odd.message) == ("brand.points.en.few", "is not a plural form of en; it has one, other")


def test_one_mistake_is_not_echoed_by_what_depends_on_it() -> None:
    assert only(('languages = ["ru", "en"]', 'languages = "ru"')).path == "languages"
    assert only(('currency = "RUB"', 'currency = "RUR"')).path == "currency"
    assert only(('point_value = "1.00"', 'point_value = "0"')).path == "redemption.point_value"
    alone = BONUS_TEXT[: BONUS_TEXT.index('[[tiers]]\nname = "silver"')].replace('rate = "1%"', 'rate = "1"')
    assert [mistake.path for mistake in check(alone)] == ["tiers[0].rate"]


WRONG = (
    *(
        "1",
        "-1",
        "1.5",
        "nan",
        "1e400",
        "true",
        '""',
        '"x"',
        "[]",
        "[1, [2]]",
        "{}",
        '{ kind = "days" }',
        "{ kind = 5 }",
    ),
    *("2026-01-01", "10:00:00", "[{ a = 1 }]", '"' + "x" * 5000 + '"', "99999999999999999999", '"../etc/passwd"'),
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[:20])
def test_any_value_in_any_place_is_judged_in_words(wrong: str) -> None:
    head, body = BONUS_TEXT.split("[brand]", 1)
    one_in_the_head = [
        head.replace(line, re.sub("=.*", lambda _: f"= {wrong}", line)) + "[brand]" + body
        for line in head.splitlines()
        if " = " in line
    ]
    each_line = re.compile(r'^(\w+) = (?!""").*$', re.MULTILINE)
    all_in_the_body = head + "[brand]" + each_line.sub(lambda name: f"{name[1]} = {wrong}", body)
    assert len(check(all_in_the_body)) > 20
    for text in (*one_in_the_head, all_in_the_body):
        found = check(text)

        assert found
        for mistake in found:
            assert mistake.line
            assert len(str(mistake)) < 600
            assert "Input should" not in mistake.message


def test_a_table_is_shown_by_its_names() -> None:
    assert only(("[hold]\nminutes = 30", "[hold]\nminutes = { a = 1, b = [2, { c = 3 }] }")).value == "{a, b}"
    assert only(("[brand]\n", "[[brand]]\n")).value.startswith("[{name, logo, accent")


def test_the_first_tier_is_everybodys_and_the_others_are_reached() -> None:
    assert only(('rate = "1%"', 'rate = "1%"\npurchases = 1')).path == "tiers[0]"
    assert "needs at least one of" in only(('purchases = 5\nspend = "10 000"\n', "")).message


def test_several_mistakes_come_in_the_order_of_the_file() -> None:
    found = check(changed(("minutes = 30", "minutes = 0"), ('currency = "RUB"', 'currency = "XXQ"'), ('"1%"', '"1"')))

    assert [mistake.path for mistake in found] == ["currency", "tiers[0].rate", "hold.minutes"]


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("currency = ", 1, "Invalid value"),
        ("a = 1\na = 2", 2, "Cannot overwrite a value"),
        ("[a", 1, "Expected ']'"),
        ('a = "x', 1, "Unterminated string"),
        ('a = """\nx', 2, "Unterminated string"),
    ],
)
def test_what_is_not_toml_is_named_with_its_line(text: str, line: int, says: str) -> None:
    (found,) = check(text)

    assert found.line == line
    assert says in found.message


def test_an_empty_file_lacks_everything_and_says_so() -> None:
    assert {mistake.message for mistake in check("")} == {"is missing"}


@pytest.mark.parametrize(
    "changes, path, says",
    [
        ([('spend = "25 000"', 'spend = "9 000"')], "tiers[2].spend", "not above that of silver"),
        ([("purchases = 10", "purchases = 5")], "tiers[2].purchases", "not above that of silver"),
        ([("purchases = 10", "purchases = 5"), ('"25 000"', '"10 000"')], "tiers[1]", "nobody can have this tier"),
        ([('spend = "10 000"', "spend = 0")], "tiers[1].spend", "by everybody at once"),
        ([('rate = "5%"', 'rate = "2%"')], "tiers[2].rate", "is below 3%"),
        ([('rate = "5%"', 'rate = "120%"')], "tiers[2].rate", "120 % of the money"),
        ([('rate = "5%"', 'rate = "5 per 4"')], "tiers[2].rate", "125 % of the money"),
        (
            [('on = "net"', 'on = "gross"'), ("share_percent = 50", "share_percent = 100")],
            "earning.on",
            "earn points again",
        ),
        ([("share_percent = 50", "share_percent = 0")], "redemption.share_percent", "no points can ever be spent"),
        ([("step = 1 ", "step = 7 ")], "redemption.minimum_points", "not a multiple of step = 7"),
        ([("minimum_points = 1 ", "minimum_points = 500 ")], "welcome.points", "cannot be spent alone"),
        ([('purchase_min = "500"', 'purchase_min = "499.99"')], "referral.purchase_min", "both rewards together"),
        ([("cap = {", "# cap = {")], "referral", "has no cap"),
        ([("at = 10:00:00", "at = 08:00:00")], "warnings.at", "within quiet_hours"),
        ([("days_before = [30, 3]", "days_before = [3, 3]")], "warnings.days_before", "a day twice"),
    ],
)
def test_settings_that_contradict_or_lose_money_are_warned_about(
    changes: list[tuple[str, str]], path: str, says: str
) -> None:
    text = changed(*changes)
    found = next(doubt for doubt in check(text) if doubt.path == path)

    assert found.severity == "warning"
    assert says in found.message
    assert found.line is not None
    assert str(found).startswith(f"line {found.line}: warning: {path}")
