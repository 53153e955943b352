"""Gathering, checking and compiling translations, on a small tree of their own."""

import gettext
from pathlib import Path

import pytest

from groupe.kernel import i18n

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
def words(n):
    return _("Save"), ngettext("%(n)s row", "%(n)s rows", n), pgettext("answer", "yes")
"""
PAGE = '{% load i18n %}<p>{% translate "Close" %} {% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>'
FRENCH = """
msgid "Save"
msgstr "Enregistrer"

msgid "%(n)s row"
msgid_plural "%(n)s rows"
msgstr[0] "%(n)s ligne"
msgstr[1] "%(n)s lignes"

msgctxt "answer"
msgid "yes"
msgstr "oui"

msgid "Close"
msgstr "Fermer"
"""
HELLO = 'msgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "groupe" / "templates").mkdir(parents=True)
    (tmp_path / "groupe" / "words.py").write_text(CODE)
    (tmp_path / "groupe" / "templates" / "page.html").write_text(PAGE)
    i18n.catalog_path(tmp_path).parent.mkdir(parents=True)
    i18n.catalog_path(tmp_path).write_text(FRENCH)
    (tmp_path / "locale" / "parts" / "fr").mkdir(parents=True)
    return tmp_path


def part(root: Path, text: str, name: str = "page") -> Path:
    path = root / "locale" / "parts" / "fr" / f"{name}.po"
    path.write_text(text)
    return path


def test_complete(root: Path) -> None:
    part(root, HELLO)
    assert i18n.find_faults(root) == []


def test_untranslated_strings_are_named_with_their_place(root: Path) -> None:
    assert i18n.find_faults(root) == ["groupe/templates/page.html:1: no French for 'Hello %(name)s'"]
    assert 'msgid "Hello %(name)s"' in i18n.missing_entries(root)
    assert "Save" not in i18n.missing_entries(root)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('#, fuzzy\nmsgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"\n', "fuzzy: 'Hello %(name)s'"),
        (HELLO + '\nmsgid "Old"\nmsgstr "Vieux"\n', "not used any more: 'Old'"),
        (
            HELLO + '\nmsgid "Save"\nmsgstr "Sauver"\n',
            "page.po and django.po differ on 'Save': 'Sauver', 'Enregistrer'",
        ),
    ],
)
def test_faults(root: Path, text: str, fault: str) -> None:
    part(root, text)
    assert fault in i18n.find_faults(root)


def test_lost_placeholder(root: Path) -> None:
    part(root, 'msgid "Hello %(name)s"\nmsgstr "Bonjour %(nom)s"\n')
    assert len(i18n.find_faults(root)) == 1


def test_compiled_catalog_speaks(root: Path) -> None:
    part(root, HELLO)
    with i18n.compile_catalog(root).open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.gettext("Close") == "Fermer"
    assert spoken.ngettext("%(n)s row", "%(n)s rows", 0) == "%(n)s ligne"
    assert spoken.pgettext("answer", "yes") == "oui"


def test_merge_keeps_what_is_used_and_removes_the_parts(root: Path) -> None:
    kept = part(root, HELLO + '\nmsgid "Old"\nmsgstr "Vieux"\n')
    i18n.merge_parts(root)
    assert not kept.exists()
    assert i18n.find_faults(root) == []
    assert "Vieux" not in i18n.catalog_path(root).read_text()
