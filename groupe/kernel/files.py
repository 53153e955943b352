"""What may be attached: told by the content, never by the name alone."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from groupe.kernel.errors import DomainError

MB: Final = 1024 * 1024
LARGEST: Final = 5 * MB
MOST: Final = 5
LONGEST_NAME: Final = 100
# An office file of 5 MB that unpacks to more than this was made to harm.
UNPACKED: Final = 60 * MB
PARTS: Final = 2000
# Programs: nothing that a document needs.
ACTIVE_PDF: Final = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)\b")
EMBEDDED: Final = b"/EmbeddedFile"
# Parts of a PDF that hold objects in compressed form, and names with letters told by number.
PACKED_PDF: Final = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.S)
TOLD_BY_NUMBER: Final = re.compile(rb"#([0-9a-fA-F]{2})")
ACTIVE_PARTS: Final = re.compile(
    r"(vbaproject|vbadata|activex|embeddings/|oleobject|^basic/|^scripts/|\.exe$|\.js$)", re.I
)
ODT: Final = b"application/vnd.oasis.opendocument.text"
ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
OFFICE: Final = "application/vnd.openxmlformats-officedocument."


def kind_of(name: str, content: bytes, *, largest: int = LARGEST) -> str:
    """The media type; DomainError (422) where the content is not what the name says, or could do harm."""
    if not content:
        raise refused(_("The file is empty."))
    if len(content) > largest:
        raise refused(_("The file is too large: %(size)d MB at most.") % {"size": largest // MB})
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    known = KINDS.get(ending)
    if known is None:
        raise refused(_("Attach a PDF, PNG, JPEG, Word, Excel, PowerPoint, OpenDocument, text or CSV file."))
    kind, holds = known
    if not holds(content):
        raise refused(_("The content of this file is not what its name says, or it holds a program."))
    return kind


def clean_name(name: str) -> str:
    """The last part of a path, without anything that a system or a reader could misread."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    shown = re.sub(r'[<>:"|?*;%]', "_", shown).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not dot or not stem:
        return shown[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if len(ending) < 10 else shown[:LONGEST_NAME]


def refused(message: str) -> DomainError:
    return DomainError("file_refused", message, fields={"files": message}, status=422)


def _pdf(content: bytes) -> bool:
    """No program, and no file inside but the data of an electronic invoice (Factur-X), such as our own."""
    if not content.startswith(b"%PDF-"):
        return False
    told = _plainly(content)
    if told is None or ACTIVE_PDF.search(told):
        return False
    return EMBEDDED not in told or _holds_data_alone(content)


def _plainly(content: bytes) -> bytes | None:
    """With its compressed objects laid open and its names spelt out; None where they are out of all proportion."""
    parts, room = [content], UNPACKED
    for found in PACKED_PDF.finditer(content):
        unpacking = zlib.decompressobj()
        try:
            part = unpacking.decompress(content[found.end() :], room)
        except zlib.error:
            continue
        if unpacking.unconsumed_tail:
            return None
        parts.append(part)
        room = max(room - len(part), 1)
    return TOLD_BY_NUMBER.sub(lambda number: bytes([int(number[1], 16)]), b"\n".join(parts))


def _holds_data_alone(content: bytes) -> bool:
    try:
        names = PdfReader(io.BytesIO(content)).attachments
        return bool(names) and all(name.lower().endswith(".xml") for name in names)
    except (PdfReadError, ValueError, KeyError, RecursionError):
        return False


def _png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n")


def _jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff")


def _text(content: bytes) -> bool:
    """UTF-8 or the code page of Windows, without control characters; no page that a browser would run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    if any(letter < " " and letter not in "\t\r\n\f" for letter in text):
        return False
    return not re.match(r"\s*<(!doctype|html|script|svg|\?xml)", text, re.I)


def _packed(main: str, mimetype: bytes = b"") -> Callable[[bytes], bool]:
    def holds(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                parts = packed.infolist()
                names = {part.filename for part in parts}
                if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED or main not in names:
                    return False
                if any(part.flag_bits & 1 or _harmful(part.filename) for part in parts):
                    return False
                if mimetype:
                    return packed.read("mimetype").strip() == mimetype
                return b"macroEnabled" not in packed.read("[Content_Types].xml")
        except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError, ValueError, RuntimeError, EOFError):
            return False

    return holds


def _harmful(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.split("/") or bool(ACTIVE_PARTS.search(name))


KINDS: Final[dict[str, tuple[str, Callable[[bytes], bool]]]] = {
    "pdf": ("application/pdf", _pdf),
    "png": ("image/png", _png),
    "jpg": ("image/jpeg", _jpeg),
    "jpeg": ("image/jpeg", _jpeg),
    "docx": (f"{OFFICE}wordprocessingml.document", _packed("word/document.xml")),
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", _packed("xl/workbook.xml")),
    "pptx": (f"{OFFICE}presentationml.presentation", _packed("ppt/presentation.xml")),
    "odt": (ODT.decode(), _packed("content.xml", ODT)),
    "ods": (ODS.decode(), _packed("content.xml", ODS)),
    "txt": ("text/plain", _text),
    "csv": ("text/csv", _text),
}
