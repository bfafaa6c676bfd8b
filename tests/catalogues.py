"""Whether every text is said in every language; run as a module it fails in words, with `fill` it adds English."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SPOKEN = ("screens", "rules", "handlers", "bot")
"""The packages that speak to people; the Makefile extracts from the same ones."""
SOURCE = "en"
TAGS = frozenset({"b", "i", "u", "a", "code"})

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%|%")
_TAG = re.compile(r"</?(\w+)[^>]*>")


def template(root: Path = ROOT) -> Catalog:
    """Return what the sources say now."""
    with (root / "babel.cfg").open(encoding="utf-8") as written:
        methods, options = parse_mapping_cfg(written)  # type: ignore[no-untyped-call]
    keywords = {"gettext": None, "ngettext": (1, 2), "N_": None}
    found = Catalog()
    for package in SPOKEN:
        for _, _, said, _, _ in extract_from_dir(root / package, methods, options, keywords):
            found.add(said)
    return found


def faults(catalogue: Catalog, said: Catalog) -> Iterator[str]:
    """Yield everything that is wrong with one language's catalogue, each as one sentence."""
    plural = get_plural(catalogue.locale)
    if (catalogue.num_plurals, catalogue.plural_expr) != (plural.num_plurals, plural.plural_expr):
        yield f"Plural-Forms must be: {plural}"
    for message in catalogue.obsolete.values():
        yield f"obsolete: {_quoted(message)}; run make messages"
    for message in said:
        if message.id and catalogue.get(_key(message)) is None:
            yield f"not in the catalogue: {_quoted(message)}; run make messages"
    for message in catalogue:
        if message.id and said.get(_key(message)) is None:
            yield f"said nowhere any more: {_quoted(message)}; run make messages"
        elif message.id:
            yield from _message_faults(message, plural.num_plurals)


def _message_faults(message: Message, num_plurals: int) -> Iterator[str]:
    if message.fuzzy:
        yield f"fuzzy: {_quoted(message)}; look at it and take the flag away"
    forms = _several(message.string)
    if not all(forms):
        yield f"not translated: {_quoted(message)}"
        return
    if message.pluralizable and len(forms) != num_plurals:
        yield f"{len(forms)} plural forms instead of {num_plurals}: {_quoted(message)}"
    source = _several(message.id)[-1]
    for form in forms:
        yield from _form_faults(_quoted(message), source, form)


def _form_faults(quoted: str, source: str, form: str) -> Iterator[str]:
    if _placeholders(source) != _placeholders(form):
        yield f"placeholders differ: {quoted} -> {form!r}"
    if Counter(_TAG.findall(source)) != Counter(_TAG.findall(form)) or not _well_formed(form):
        yield f"tags differ or are not closed: {quoted} -> {form!r}"
    if not set(_TAG.findall(form)) <= TAGS:
        yield f"only the tags {', '.join(sorted(TAGS))} are shown: {quoted} -> {form!r}"
    if source.strip() == source and form.strip() != form:
        yield f"blanks at the edge: {quoted} -> {form!r}"


def _placeholders(text: str) -> set[str]:
    """Return the names; a lone percent sign counts as one, for it breaks the text beside others."""
    return {found[1] or "%" for found in _PLACEHOLDER.finditer(text) if found[0] != "%%"}


def _well_formed(text: str) -> bool:
    opened: list[str] = []
    for found in _TAG.finditer(text):
        if not found[0].startswith("</"):
            opened.append(found[1])
        elif not opened or opened.pop() != found[1]:
            return False
    return not opened


def _key(message: Message) -> str:
    return _several(message.id)[0]


def _several(said: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (said or "",) if said is None or isinstance(said, str) else tuple(said)


def _quoted(message: Message) -> str:
    return repr(_key(message))


def paths(root: Path = ROOT) -> list[Path]:
    return sorted(root.glob("locales/*/LC_MESSAGES/kopilka.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as written:
        return read_po(written, locale=path.parent.parent.name)


def fill(root: Path = ROOT) -> None:
    """Write each English text that has no words of its own yet as its source says it."""
    path = root / "locales" / SOURCE / "LC_MESSAGES" / "kopilka.po"
    catalogue = read(path)
    for message in catalogue:
        if message.id and not any(_several(message.string)):
            message.string = message.id
    out = BytesIO()
    write_po(out, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    path.write_bytes(out.getvalue())


def main() -> int:
    if sys.argv[1:] == ["fill"]:
        fill()
        return 0
    said, found = template(), 0
    for path in paths():
        for fault in faults(read(path), said):
            found += 1
            print(f"{path.relative_to(ROOT)}: {fault}")
    return 1 if found or not paths() else 0


if __name__ == "__main__":
    sys.exit(main())
