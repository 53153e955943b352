"""Reading FINESS+ JSON as a stream: what kind of file it is, then one legal entity at a time."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, cast

import ijson
from django.utils.translation import gettext as _
from ijson.common import JSONError

from groupe.kernel.errors import DomainError

Content = Literal["structures", "activities"]
Progress = Callable[[int, int], None]
GZIP = b"\x1f\x8b"
SUPPORTED = "v1."


@dataclass(frozen=True)
class Source:
    """A file that was recognised: `generated_on` is the date (YYYY-MM-DD) of the extract."""

    path: Path
    content: Content
    generated_on: str


@dataclass
class Meter:
    """Counts compressed bytes over all files, for a progress bar."""

    total: int
    report: Progress | None = None
    before: int = 0

    def at(self, position: int) -> None:
        if self.report:
            self.report(self.before + position, self.total)


def recognise(path: Path) -> Source:
    """Says what the file holds; DomainError where it is not a FINESS+ file of a known version."""
    header: dict[str, str] = {}
    with _opened(path) as (stream, _raw):
        for prefix, event, value in ijson.parse(stream):
            if prefix in {"schemaVersion", "generatedAt"}:
                header[prefix] = str(value)
            if prefix == "pmej.item" and event == "map_key":
                return _source(path, header, str(value))
    raise _foreign(path)


def _source(path: Path, header: dict[str, str], key: str) -> Source:
    contents: dict[str, Content] = {
        "informationsGeneralesPMEJ": "structures",
        "numFiness": "activities",
        "pmSmsseId": "activities",
        "activitesAutorisees": "activities",
    }
    if key not in contents or "schemaVersion" not in header:
        raise _foreign(path)
    version = header["schemaVersion"]
    if not version.startswith(SUPPORTED):
        raise DomainError(
            "finess_version",
            _("%(file)s: version %(version)s of the FINESS+ format is not supported (expected %(expected)s).")
            % {"file": path.name, "version": version, "expected": "v1.x"},
        )
    return Source(path, contents[key], header.get("generatedAt", "")[:10])


def legal_entities(source: Source, meter: Meter) -> Iterator[dict[str, Any]]:
    """Each `pmej` of the file; DomainError where the file ends too early or is damaged."""
    with _opened(source.path, known=True) as (stream, raw):
        for item in ijson.items(stream, "pmej.item"):
            yield item
            meter.at(raw.tell())
    meter.before += source.path.stat().st_size
    meter.at(0)


@contextmanager
def _opened(path: Path, *, known: bool = False) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The decompressed stream and the file below it; `known`: an error means damage, not another format."""
    try:
        with path.open("rb") as raw:
            compressed = raw.read(2) == GZIP
            raw.seek(0)
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if compressed else raw), raw
    except (EOFError, zlib.error) as error:
        raise _truncated(path) from error
    except (gzip.BadGzipFile, JSONError, UnicodeDecodeError) as error:
        # ijson has one error for a text that is cut and for one that is not JSON.
        cut = known or "premature" in str(error)
        raise (_truncated(path) if cut else _foreign(path)) from error
    except OSError as error:
        raise DomainError(
            "finess_unreadable",
            _("%(file)s cannot be read: %(reason)s.") % {"file": path.name, "reason": error.strerror or str(error)},
        ) from error


def _truncated(path: Path) -> DomainError:
    return DomainError(
        "finess_truncated", _("%(file)s is truncated or damaged: nothing was loaded.") % {"file": path.name}
    )


def _foreign(path: Path) -> DomainError:
    return DomainError(
        "finess_foreign", _("%(file)s is not a FINESS+ JSON file: nothing was loaded.") % {"file": path.name}
    )
