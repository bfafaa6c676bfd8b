"""The number that says most of a programme, where its comments and its texts speak of it in figures or in words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from rules.toml_places import Path, spans, spot

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
# What a shop says of itself has numbers of its own: a phone, an hour, the days of a law.
_OTHERWISE = ("contact", "consent", "marketing_consent", "privacy", "points")
# The beginnings of a number's word and of the one for its place: five, fifth; пять, пяти, пятый.
_WORDS = {
    2: "two|second|twice|два|две|двух|двум|втор|дважды|вдвое",
    3: "three|third|три|трёх|трех|трем|трём|трет|втрое",
    4: "four|четыре|четырёх|четырех|четвёрт|четверт",
    5: "five|fifth|пят[ьиы]|пята|пятое|пятую",
    6: "six|шест[ьио]|шестая|шестую",
    7: "seven|семь|семи|седьм",
    8: "eight|восемь|восьм",
    9: "nine|ninth|девят",
    10: "ten\\b|tenth|десят",
    11: "eleven|одиннадцат",
    12: "twel|двенадцат",
}


def follow(text: str, where: Path, was: str, becomes: str) -> str:
    """Return the document whose comments and texts say the new percent instead of the old one.

    where: of the value itself, which stays as it is. Only percents are followed, and only where no other value of the
    document is the same one: of any other number nobody can tell what it counts.
    """
    old, new = _PERCENT.fullmatch(was.strip()), _PERCENT.fullmatch(becomes.strip())
    if old is None or new is None or _is_shared(text, where, old[1]):
        return text
    figure = re.compile(rf"(?<![\d.,]){_decimal(old[1])}(?=\s?%)")
    for start, end, language in sorted(_prose(text), reverse=True):
        said = new[1].replace(".", ",") if language == "ru" else new[1]
        text = text[:start] + figure.sub(said, text[start:end]) + text[end:]
    return text


def mentions(text: str, was: str) -> list[tuple[int, str]]:
    """The lines, by their number, whose comments or texts may speak of this number: `5%`, `5 per 100` or `5`."""
    found: dict[int, str] = {}
    spoken, lines = _spoken(was.strip()), text.split("\n")
    for start, end, _ in _prose(text):
        for match in spoken.finditer(text, start, end):
            line, _column = spot(text, match.start())
            found[line] = lines[line - 1].strip()
    return sorted(found.items())


def _spoken(was: str) -> re.Pattern[str]:
    percent = _PERCENT.fullmatch(was)
    if percent is not None:
        return re.compile(rf"(?<![\d.,]){_decimal(percent[1])}\s?%")
    number = was.partition(" ")[0]
    counts = [int(number)] if number.isdecimal() else []
    if was.isdecimal():
        counts.append(int(was) + 1)  # five stamps: the sixth is free
    words = "".join(f"|\\b(?:{_WORDS[count]})" for count in counts if count in _WORDS)
    figures = "|".join(str(count) for count in counts) or _decimal(number)
    return re.compile(rf"(?<![\w.,:+-])(?:{figures})(?![\d:]|[.,]\d|\s?%| \d){words}", re.IGNORECASE)


def _decimal(number: str) -> str:
    return re.escape(number).replace(r"\.", "[.,]")


def _is_shared(text: str, where: Path, number: str) -> bool:
    values = {path: text[start:end].strip("\"'") for path, (start, end) in spans(text).items() if path != where}
    percents = [value for path, value in values.items() if "percent" in str(path[-1])]
    percents += [found[1] for value in values.values() if (found := _PERCENT.fullmatch(value))]
    return number in percents


def _prose(text: str) -> Iterator[tuple[int, int, str]]:
    """Where people are spoken to: start, end and the language, which is empty for a comment."""
    places = spans(text)
    languages = tomllib.loads(text).get("languages", ())
    for path, (start, end) in places.items():
        language = next((str(part) for part in path[-2:] if part in languages), "")
        if text[start] in "\"'" and language and not any(part in _OTHERWISE for part in path):
            yield start, end, language
    strings = [span for span in places.values() if text[span[0]] in "\"'"]
    at = text.find("#")
    while at >= 0:
        inside = next((end for start, end in strings if start < at < end), None)
        if inside is None:
            end = (text + "\n").index("\n", at)
            yield at, end, ""
        at = text.find("#", inside or end)
