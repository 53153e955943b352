"""What may be attached, and what is refused whatever its name."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from pypdf import PdfWriter

from groupe.kernel.errors import DomainError
from groupe.kernel.files import LARGEST, LONGEST_NAME, clean_name, kind_of
from groupe.kernel.privacy import holds_nir

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF"
TYPES = b"<Types></Types>"


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def objects(told: bytes) -> bytes:
    """A PDF whose objects are compressed, as most are since 1.5."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 >>\nstream\n" + zlib.compress(told) + b"\nendstream\n%%EOF"


DOCX = {"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>"}
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("devis.pdf", PDF, "application/pdf"),
        ("devis.pdf", objects(b"<< /Type /Page >>"), "application/pdf"),
        ("table.ods", packed({**ODT, "mimetype": ODS}), ODS.decode()),
        ("photo.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("note.docx", packed(DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("note.odt", packed(ODT), "application/vnd.oasis.opendocument.text"),
        ("liste.csv", "nom;prénom\n".encode("cp1252"), "text/csv"),
        ("note.txt", "Été".encode(), "text/plain"),
    ],
)
def test_what_is_taken(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind


def holding(name: str) -> bytes:
    """A PDF with a file inside."""
    made, target = PdfWriter(), io.BytesIO()
    made.add_blank_page(100, 100)
    made.add_attachment(name, b"<x/>")
    made.write(target)
    return target.getvalue()


def test_an_electronic_invoice_brings_its_data_and_nothing_else() -> None:
    assert kind_of("facture.pdf", holding("factur-x.xml")) == "application/pdf"
    with pytest.raises(DomainError):
        kind_of("facture.pdf", holding("outil.exe"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("large.pdf", PDF + b"0" * LARGEST),
        ("page.html", b"<html></html>"),
        ("drawing.svg", b"<svg/>"),
        ("noending", PDF),
        ("program.exe", b"MZ"),
        ("program.pdf", b"MZ\x90\x00"),
        ("photo.png", b"\xff\xd8\xff\xe0"),
        ("page.txt", b" <!DOCTYPE html><script>alert(1)</script>"),
        ("binary.csv", b"a;b\x00\x01"),
        ("script.pdf", b"%PDF-1.7\n<< /OpenAction << /S /JavaScript >> >>"),
        ("launch.pdf", b"%PDF-1.7\n<< /S /Launch >>"),
        ("spelt.pdf", b"%PDF-1.7\n<< /S /J#61vaScript >>"),
        ("packed.pdf", objects(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
        ("inside.pdf", objects(b"<< /Type /EmbeddedFile >>")),
        ("bomb.pdf", objects(b"0" * (61 * 1024 * 1024))),
        ("plain.docx", packed({"word/document.xml": b""})),
        ("renamed.docx", packed(ODT)),
        ("zip.docx", packed({"readme.txt": b""})),
        ("macro.docx", packed({**DOCX, "word/vbaProject.bin": b""})),
        ("macro2.docx", packed({**DOCX, "[Content_Types].xml": b"application/vnd.ms-word.macroEnabled"})),
        ("inside.docx", packed({**DOCX, "word/embeddings/oleObject1.bin": b""})),
        ("above.docx", packed({**DOCX, "../evil": b""})),
        ("bomb.docx", packed({**DOCX, "word/media/a": b"0" * (61 * 1024 * 1024)})),
        ("many.docx", packed({**DOCX, **{f"a{number}": b"" for number in range(2001)}})),
        ("basic.odt", packed({**ODT, "Basic/Standard/Module1.xml": b""})),
        ("broken.docx", packed(DOCX)[:60]),
    ],
)
def test_what_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(DomainError) as told:
        kind_of(name, content)
    assert told.value.status == 422
    assert "files" in told.value.fields


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\devis.pdf", "devis.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("fac\u202etxt.pdf", "factxt.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_names_are_cleaned(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("é" * 300 + ".pdf") == "é" * (LONGEST_NAME - 4) + ".pdf"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dossier 2 55 08 14 168 025 38", True),
        ("255081416802538", True),
        ("Corse 1 80 05 2A 004 001 " + str(97 - int("1800519004001") % 97).zfill(2), True),
        ("255081416802539", False),  # a wrong key
        ("Commande 4500012345678901", False),
        ("06 12 34 56 78", False),
    ],
)
def test_social_security_numbers_are_seen(text: str, found: bool) -> None:
    assert holds_nir(text) is found
