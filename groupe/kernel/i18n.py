"""Translations without system gettext: gathers, checks and compiles them with Babel.

    python -m groupe.kernel.i18n            compiles locale/fr/LC_MESSAGES/django.mo
    python -m groupe.kernel.i18n --check    exit 1 on a string without its French, fuzzy, contradictory or unused
    python -m groupe.kernel.i18n --missing  prints the strings without French, as PO entries to fill in
    python -m groupe.kernel.i18n --merge    writes locale/parts into django.po and removes them

Message ids are English, so that English is complete by itself.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parents[2]
LANGUAGE: Final = "fr"
PACKAGES: Final = ("groupe", "establishments", "shared_services", "acquisitions")
KEYWORDS: Final = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("_p", "pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# A plain space there: typography wants one that keeps the line whole. `% (` and `%s` are placeholders.
BREAKS: Final = re.compile(r" (?:[:;?!»]|%(?![(sd]))|« ")
Key = tuple[str | None, str]  # context and message id, singular


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m groupe.kernel.i18n", description=__doc__)
    for option in ("check", "missing", "merge"):
        parser.add_argument(f"--{option}", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.missing:
        sys.stdout.write(missing_entries())
        return 0
    if asked.merge:
        merge_parts()
    compile_catalog()
    faults = find_faults() if asked.check else []
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def catalog_path(root: Path = ROOT) -> Path:
    return root / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def compile_catalog(root: Path = ROOT) -> Path:
    """Writes the `.mo` file that Django reads, and returns its path."""
    target = catalog_path(root).with_suffix(".mo")
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.with_suffix(f".{os.getpid()}.mo")  # two processes may write at once
    with written.open("wb") as file:
        write_mo(file, read_catalog(root))
    written.replace(target)
    return target


def read_catalog(root: Path = ROOT) -> Catalog:
    """The kept catalog and all parts, as one."""
    whole = Catalog(locale=LANGUAGE, project="Groupe", charset="utf-8")
    for path in _sources(root):
        for message in _entries(path):
            whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def used_messages(root: Path = ROOT) -> dict[Key, Message]:
    """Every string of the code and the templates, with the places where it stands."""
    found = Catalog()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                for line, words, _comments, context in _extracted(path):
                    found.add(words, context=context, locations=[(str(path.relative_to(root)), line)])
    return {_key(message): message for message in found if message.id}


def find_faults(root: Path = ROOT) -> list[str]:
    """One line per string that is not translated as it should be; nothing when French is complete."""
    used = used_messages(root)
    known = {_key(message): message for message in read_catalog(root) if message.id}
    faults = [
        f"{_place(message)}: no French for {message.id!r}"
        for key, message in used.items()
        if not _is_translated(known.get(key))
    ]
    faults += [f"fuzzy: {message.id!r}" for message in known.values() if message.fuzzy]
    faults += [f"not used any more: {message.id!r}" for key, message in known.items() if key not in used]
    faults += [
        f"{_place(message)}: {problem} in {message.string!r}"
        for key, message in known.items()
        if key in used and (problem := _broken_format(used[key], message))
    ]
    faults += [
        f"a line may break before a sign, or after «, in {text!r}"
        for message in known.values()
        for text in _strings(message)
        if BREAKS.search(text)
    ]
    return faults + list(_contradictions(root))


def _strings(message: Message) -> list[str]:
    return (
        [str(text) for text in message.string] if isinstance(message.string, (list, tuple)) else [str(message.string)]
    )


def missing_entries(root: Path = ROOT) -> str:
    """The untranslated strings as PO text, each with its first place."""
    known = {_key(message): message for message in read_catalog(root) if message.id}
    todo = Catalog(locale=LANGUAGE, fuzzy=False)
    for key, message in used_messages(root).items():
        if not _is_translated(known.get(key)):
            todo.add(message.id, context=message.context, locations=message.locations[:1])
    return _po_text(todo)


def merge_parts(root: Path = ROOT) -> None:
    """Writes everything into `django.po`, sorted, and removes the parts."""
    used = used_messages(root)
    whole = Catalog(locale=LANGUAGE, project="Groupe", charset="utf-8", fuzzy=False)
    for message in read_catalog(root):
        if message.id and _key(message) in used:
            whole.add(message.id, message.string, context=message.context)
    catalog_path(root).parent.mkdir(parents=True, exist_ok=True)
    catalog_path(root).write_text(_po_text(whole), encoding="utf-8")
    for part in _parts(root):
        part.unlink()


def _parts(root: Path) -> list[Path]:
    return sorted((root / "locale" / "parts" / LANGUAGE).glob("*.po"))


def _sources(root: Path) -> list[Path]:
    return [path for path in (catalog_path(root), *_parts(root)) if path.is_file()]


def _entries(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=LANGUAGE, abort_invalid=True) if message.id]


def _extracted(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    return iter(extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS))


def _contradictions(root: Path) -> Iterator[str]:
    said: dict[Key, tuple[Path, object]] = {}
    for path in _sources(root):
        for message in _entries(path):
            first, string = said.setdefault(_key(message), (path, message.string))
            if string != message.string:
                yield f"{path.name} and {first.name} differ on {message.id!r}: {message.string!r}, {string!r}"


def _broken_format(used: Message, message: Message) -> str:
    """What a translation does to the placeholders of its message, or nothing."""
    checked = Message(used.id, message.string, flags=["python-format"] if used.python_format else [])
    return "; ".join(str(error) for error in checked.check(Catalog(locale=LANGUAGE)))


def _is_translated(message: Message | None) -> bool:
    if message is None:
        return False
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(strings) and all(strings)


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _place(message: Message) -> str:
    return "{}:{}".format(*message.locations[0]) if message.locations else "?"


def _po_text(catalog: Catalog) -> str:
    file = io.BytesIO()
    write_po(file, catalog, width=110, omit_header=False, sort_output=True, include_previous=False)
    return file.getvalue().decode()


if __name__ == "__main__":
    settings.configure()  # reading templates needs settings, whichever
    sys.exit(main())
