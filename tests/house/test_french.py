"""What readers see in French: help beside every figure, and the spaces of French typography."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.messages.pofile import read_po

from establishments.catalogue import catalogue
from groupe.kernel.i18n import ROOT, catalog_path

# A plain space may break the line before these, or after an opening quote; `% (` and `%s` are placeholders.
BREAKS = re.compile(r" (?:[:;?!»]|%(?![(sd]))|« ")
WORDS = re.compile(r'^(?:\w+_)?fr = "(.*)"$', re.MULTILINE)
CATALOGUE = ROOT / "establishments" / "catalogue"


def french() -> Iterator[str]:
    for path in (catalog_path(), *sorted((ROOT / "locale" / "parts" / "fr").glob("*.po"))):
        with path.open("rb") as file:
            for message in read_po(file):
                strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                yield from (str(each) for each in strings if message.id)
    for path in sorted(CATALOGUE.glob("*.toml")):
        yield from WORDS.findall(path.read_text(encoding="utf-8"))


def test_no_line_breaks_before_a_french_sign() -> None:
    found = [text for text in french() if BREAKS.search(text)]
    assert found == []


def test_every_figure_says_what_it_is_in_both_languages() -> None:
    held = catalogue()
    items = (*held.measures.values(), *held.derived.values(), *held.indicators.values())
    assert [item.code for item in items if not item.help_fr.endswith(".") or not item.help_en.endswith(".")] == []
    assert [item.code for item in items if item.help_fr == item.help_en] == []
