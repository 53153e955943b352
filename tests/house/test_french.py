"""What readers see in French: help beside every figure, and the spaces of French typography."""

from __future__ import annotations

import re

from establishments.catalogue import catalogue
from groupe.kernel.i18n import BREAKS, ROOT

WORDS = re.compile(r'^(?:\w+_)?fr = "(.*)"$', re.MULTILINE)


def test_no_line_breaks_before_a_french_sign() -> None:
    """In the catalogue; the check of the translations tells of all other strings."""
    files = sorted((ROOT / "establishments" / "catalogue").glob("*.toml"))
    texts = [text for path in files for text in WORDS.findall(path.read_text(encoding="utf-8"))]
    assert len(texts) > 400
    assert [text for text in texts if BREAKS.search(text)] == []
    assert BREAKS.search("10 %") and BREAKS.search("« oui »") and not BREAKS.search("%(x)s %(y)d")


def test_every_figure_says_what_it_is_in_both_languages() -> None:
    held = catalogue()
    items = (*held.measures.values(), *held.derived.values(), *held.indicators.values())
    assert [item.code for item in items if not item.help_fr.endswith(".") or not item.help_en.endswith(".")] == []
    assert [item.code for item in items if item.help_fr == item.help_en] == []
