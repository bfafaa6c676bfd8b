"""The check of the catalogues names every way in which a text can be missing or crooked."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from tests import catalogues

SAID = "Hello, <b>%(name)s</b>!"


def _template(*said: str | tuple[str, str]) -> Catalog:
    found = Catalog()
    for one in said:
        found.add(one)
    return found


def _russian(said: str | tuple[str, str], translated: str | tuple[str, ...], flags: tuple[str, ...] = ()) -> Catalog:
    catalogue = Catalog(locale="ru")
    catalogue.add(said, translated, flags=flags)
    return catalogue


def test_the_catalogues_of_the_product_are_whole() -> None:
    said = catalogues.template()

    assert [path.parent.parent.name for path in catalogues.paths()] == ["en", "ru"]
    assert [list(catalogues.faults(catalogues.read(path), said)) for path in catalogues.paths()] == [[], []]


def test_a_good_translation_has_no_faults() -> None:
    good = _russian(SAID, "Здравствуйте, <b>%(name)s</b>!")

    assert list(catalogues.faults(good, _template(SAID))) == []


@pytest.mark.parametrize(
    "translated, fault",
    [
        ("", "not translated"),
        ("Здравствуйте, <b>%(nam)s</b>!", "placeholders differ"),
        ("Здравствуйте, <b>друг</b>!", "placeholders differ"),
        ("Здравствуйте, <b>%(name)s</b> на 100%!", "placeholders differ"),
        ("Здравствуйте, %(name)s!", "tags differ"),
        ("Здравствуйте, </b>%(name)s<b>!", "not closed"),
        ("Здравствуйте, <s>%(name)s</s>!", "only the tags"),
        ("Здравствуйте, <b>%(name)s</b>! ", "blanks at the edge"),
    ],
)
def test_a_crooked_translation_is_named(translated: str, fault: str) -> None:
    found = list(catalogues.faults(_russian(SAID, translated), _template(SAID)))

    assert any(fault in one for one in found), found


def test_a_fuzzy_text_is_named() -> None:
    fuzzy = _russian(SAID, "Здравствуйте, <b>%(name)s</b>!", ("fuzzy",))

    assert "fuzzy" in " ".join(catalogues.faults(fuzzy, _template(SAID)))


def test_russian_needs_three_plural_forms() -> None:
    said = ("%(n)s day", "%(n)s days")

    whole = _russian(said, ("%(n)s день", "%(n)s дня", "%(n)s дней"))
    short = _russian(said, ("%(n)s день", "%(n)s дней"))
    empty = _russian(said, ("%(n)s день", "", "%(n)s дней"))

    assert list(catalogues.faults(whole, _template(said))) == []
    assert "2 plural forms instead of 3" in " ".join(catalogues.faults(short, _template(said)))
    assert "not translated" in " ".join(catalogues.faults(empty, _template(said)))


def test_drift_between_the_sources_and_a_catalogue_is_named_both_ways() -> None:
    found = list(catalogues.faults(_russian("Gone", "Ушло"), _template("New")))

    assert found == [
        "not in the catalogue: 'New'; run make messages",
        "said nowhere any more: 'Gone'; run make messages",
    ]


def test_an_obsolete_text_is_named() -> None:
    catalogue = _russian("Gone", "Ушло")
    catalogue.update(_template(), no_fuzzy_matching=True)

    assert list(catalogues.faults(catalogue, _template())) == ["obsolete: 'Gone'; run make messages"]


def test_wrong_plural_rules_are_named() -> None:
    catalogue = Catalog(locale="ru")
    catalogue.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n != 1);")]

    assert "Plural-Forms must be: nplurals=3" in next(catalogues.faults(catalogue, _template()))
