"""`kopilka program new`: a few questions, and a programme file of one's own."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.command import fail, out, told
from rules.program import Program, ProgramInvalid, parse
from rules.program_check import check
from rules.program_draft import Answers, draft, left_over, rate_path, sums, written
from screens.speech import texts_for
from screens.texts import Texts, known

FOLDER = Path(__file__).resolve().parent.parent / "programs"
FIRST = "retail-bonus"  # the format that most shops begin with


@dataclass(frozen=True, slots=True)
class _Template:
    """A ready-made programme, and the words of the questions about it."""

    file: Path
    text: str
    program: Program
    texts: Texts
    asks: bool


def new(
    file: Annotated[Path, typer.Argument(help="The file to make.")] = Path("my-shop.toml"),
    format_: Annotated[str, typer.Option("--format", help="A ready-made programme, such as stamps.")] = "",
    name: Annotated[str, typer.Option(help="The shop's name.")] = "",
    currency: Annotated[str, typer.Option(help="As RUB or USD.")] = "",
    zone: Annotated[str, typer.Option(help="The shop's time zone, as Europe/Moscow.")] = "",
    language: Annotated[str, typer.Option(help="ru or en: of the questions; without it the terminal's.")] = "",
    default_language: Annotated[
        str, typer.Option(help="Of members whose own language is not among the programme's; the format's without it.")
    ] = "",
    rate: Annotated[str, typer.Option(help='What a purchase gives, as "3%"; for stamps, how many make a gift.')] = "",
    points_ru: Annotated[str, typer.Option(help="Your word for points: бонус,бонуса,бонусов.")] = "",
    points_en: Annotated[str, typer.Option(help="Your word for points: bean,beans.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; take what the format has.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over a file that is there already.")] = False,
) -> None:
    """Write a programme file of your own, from a ready-made one and a few answers; its comments stay."""
    if told(file.exists) and not overwrite:
        fail(f"{file} is there already; name another file, or add --overwrite to lose what it says.")
    said = {"name": name, "currency": currency.upper(), "zone": zone, "language": default_language, "rate": rate}
    said |= {"ru": points_ru, "en": points_en}
    try:
        template = _chosen(format_, known(language or _of_the_terminal()), asks=not yes)
        answers = _answers(template, said)
    except typer.Abort:
        fail("Nothing was written: answer the questions, or give the answers as options and add --yes.")
    made = draft(template.text, answers).replace(f"programs/{template.file.name}", str(file))
    if not (file.parent / template.program.brand.logo).exists():
        made = made.replace(f'logo = "{template.program.brand.logo}"', 'logo = ""', 1)
    told(lambda: parse(made))
    told(lambda: file.write_text(made, "utf-8"))
    _tell(template, file, made)


# ------------------------------------------------------------------ questions


def _chosen(named: str, language: str, *, asks: bool) -> _Template:
    """The ready-made programme to begin with, by its name or its number in the list."""
    files = {
        file.stem: file for file in sorted(FOLDER.glob("*.toml"), key=lambda file: (file.stem != FIRST, file.stem))
    }
    known_names = list(files)
    if named and named not in files:
        fail(f"There is no format {named}; there are {', '.join(known_names)}.")
    texts = texts_for(parse(files[FIRST].read_text("utf-8")), language).plain
    if not named and asks:
        for number, (stem, file) in enumerate(files.items(), start=1):
            out.print(f"{number:3}  {stem:18} {_about(file)}", markup=False)
        question = texts.gettext("Which kind of programme? Its number or its name")
        named = typer.prompt(question, default="1", value_proc=lambda said: _of_list(said.strip(), known_names))
    file = files[named if named in files else FIRST]
    text = file.read_text("utf-8")
    program = parse(text)
    return _Template(file, text, program, texts_for(program, language).plain, asks)


def _of_list(said: str, names: list[str]) -> str:
    name = names[int(said) - 1] if said.isdecimal() and 1 <= int(said) <= len(names) else said
    if name not in names:
        raise typer.BadParameter(f"{said}: a number from 1 to {len(names)}, or one of {', '.join(names)}")
    return name


def _about(file: Path) -> str:
    """What its first line says it is."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().removeprefix("#").strip().removeprefix("Kopilka: ").rstrip(".")


def _answers(template: _Template, said: dict[str, str]) -> Answers:
    texts, program = template.texts, template.program
    among = ", ".join(program.languages)
    # Of the shop's members, and so never guessed from the terminal that its owner sits at.
    members_language = texts.gettext("The language of members whose own is not among %(languages)s", languages=among)
    found: dict[str, Any] = {"words": {}}
    for field, question, usual in (
        ("name", texts.gettext("The shop's name"), program.brand.name),
        ("currency", texts.gettext("The currency"), program.currency),
        ("zone", texts.gettext("The time zone"), program.zone.key),
        ("language", members_language, program.default_language),
        ("rate", *_rate_question(template)),
    ):
        found[field] = _ask(template, field, said[field], question, usual)
    for code in program.languages:
        usual = ", ".join(program.brand.points[code].values())
        question = texts.gettext("Your word for points in each form (%(language)s)", language=code)
        found["words"][code] = _parts(_ask(template, code, said.get(code, ""), question, usual))
    return Answers(**found)


def _rate_question(template: _Template) -> tuple[str, str]:
    texts, where = template.texts, rate_path(template.program)
    if where is None:
        return "", ""
    question = {
        "rate": texts.gettext("What every purchase gives: 3%, or 5 per 100"),
        "discount": texts.gettext("The discount for everybody"),
        "needed": texts.gettext("How many stamps make a gift"),
    }
    return question[str(where[-1])], written(template.text, where)


def _ask(template: _Template, field: str, said: str, question: str, usual: str) -> str:
    """The answer that was given, or asked for until it fits the file; what is usual where nobody is asked."""
    if said or not template.asks or not question:
        wrong = _wrong(template, field, said) if said else ""
        if wrong:
            fail(wrong)
        return said or usual
    answer: str = typer.prompt(question, default=usual, value_proc=lambda text: _fitting(template, field, text))
    return answer


def _fitting(template: _Template, field: str, said: str) -> str:
    said = said.strip().upper() if field == "currency" else said.strip()
    wrong = _wrong(template, field, said)
    if wrong:
        raise typer.BadParameter(wrong)
    return said


def _wrong(template: _Template, field: str, said: str) -> str:
    """What is wrong with this one answer, in the words of `kopilka program check`, or empty."""
    answer: dict[str, Any] = {"words": {field: _parts(said)}} if len(field) == 2 else {field: said}
    try:
        parse(draft(template.text, Answers(**answer)))
    except ProgramInvalid as invalid:
        return str(replace(invalid.mistakes[0], line=None)).removeprefix("error: ")
    except ValueError as error:
        return str(error)
    return ""


def _parts(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


def _of_the_terminal() -> str:
    return next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "en")


# ------------------------------------------------------------------ what is left to do


def _tell(template: _Template, file: Path, made: str) -> None:
    texts = template.texts
    out.print(texts.gettext("%(file)s is written.", file=str(file)), markup=False)
    for doubt in check(made):
        out.print(str(doubt), markup=False)
    for number, said in left_over(template.text, made):
        out.print(_may_be_old(texts, number, said), markup=False)
    if parse(made).currency != template.program.currency:
        out.print(texts.gettext("Set the sums anew, as they were in another currency:"), markup=False)
        for line in sums(made):
            out.print(f"  {line}", markup=False)
    out.print(texts.gettext("Read its texts through: greeting, contact, consent, privacy. Then:"), markup=False)
    out.print(f"  kopilka program check {file}\n  kopilka program apply {file}", markup=False)


def _may_be_old(texts: Texts, line: int, said: str) -> str:
    return texts.gettext("line %(line)s still says: %(words)s; it may speak of the old number", line=line, words=said)
