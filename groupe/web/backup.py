"""The whole database as one file, and back: PostgreSQL's own COPY in a tar archive, without programs of its own.

The archive holds `manifest.json` (format, migrations, tables and columns), one `<table>.copy` a table, and last
`sums.json` (rows and SHA-256 of each), without which it is cut short. Sessions are left out.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import psycopg
from django.apps import apps
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import Error, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from psycopg import sql

from groupe.consolidation.services import live_tables
from groupe.consolidation.store import take_lock
from groupe.kernel.errors import DomainError

FORMAT: Final = 1
LEFT_OUT: Final = {"django_session"}
# Filled by `migrate` itself: they do not make a database one that is in use.
SEEDED: Final = {"django_content_type", "auth_permission", "consolidation_slot", "consolidation_enginestate"}
CHUNK: Final = 2**20
IN_MEMORY: Final = 32 * 2**20
Progress = Callable[[int, int], None]


class BackupRefused(DomainError):
    """A file that is not restored, and why."""

    def __init__(self, message: str) -> None:
        super().__init__("backup_refused", message)


def write_backup(target: Path, *, progress: Progress) -> int:
    """Writes one consistent state, readable by its owner alone; the number of rows."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with tarfile.open(part, "w:gz", compresslevel=6) as archive, _snapshot():
            rows = _write(archive, progress)
    except BaseException:
        part.unlink()
        raise
    part.replace(target)
    return rows


@contextmanager
def _snapshot() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            # Before the snapshot is taken: a rebuild must not put other tables in their place meanwhile.
            cursor.execute(f"lock table {', '.join(live_tables())} in access share mode")
        yield


def _write(archive: tarfile.TarFile, progress: Progress) -> int:
    tables = _columns()
    _add_json(archive, "manifest.json", {"format": FORMAT, "migrations": _migrations(), "tables": tables})
    sums: dict[str, dict[str, Any]] = {}
    for number, (table, columns) in enumerate(tables.items()):
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            sums[table] = _copy_out(table, columns, file)
            entry = tarfile.TarInfo(f"{table}.copy")
            entry.size = file.tell()
            file.seek(0)
            archive.addfile(entry, file)
        progress(number + 1, len(tables))
    _add_json(archive, "sums.json", sums)
    return sum(each["rows"] for each in sums.values())


def _copy_out(table: str, columns: list[str], file: IO[bytes]) -> dict[str, Any]:
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        with cursor.cursor.copy(_copy(table, columns, "to stdout")) as rows:
            for data in rows:
                digest.update(data)
                file.write(data)
        return {"rows": cursor.cursor.rowcount, "sha256": digest.hexdigest()}


def restore_backup(source: Path, *, force: bool, progress: Progress) -> int:
    """Replaces the whole content of the database, or changes nothing; the number of rows."""
    try:
        with tarfile.open(source, "r:gz") as archive, transaction.atomic():
            rows = _restore(archive, force=force, progress=progress)
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupRefused(_("This is not a whole backup: %(error)s") % {"error": error}) from error
    except (Error, psycopg.Error) as error:
        raise BackupRefused(_("The database refused the backup: %(error)s") % {"error": _primary(error)}) from error
    cache.clear()
    return rows


def _primary(error: BaseException) -> str:
    """PostgreSQL's message alone: its details repeat the row."""
    told = error if isinstance(error, psycopg.Error) else error.__cause__
    return (told.diag.message_primary if isinstance(told, psycopg.Error) else None) or type(error).__name__


def _restore(archive: tarfile.TarFile, *, force: bool, progress: Progress) -> int:
    take_lock(wait=True)
    manifest = _read_json(archive, "manifest.json")
    _check(manifest)
    tables: dict[str, list[str]] = manifest["tables"]
    if not force and (used := _in_use(tables)):
        raise BackupRefused(
            _("The database is in use (%(table)s holds rows): --force replaces all of it.") % {"table": used}
        )
    _each(tables, "alter table {} disable trigger user")
    _run(sql.SQL("truncate {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
    loaded = {}
    for number, (table, columns) in enumerate(tables.items()):
        loaded[table] = _copy_in(archive, table, columns)
        progress(number + 1, len(tables))
    if loaded != _read_json(archive, "sums.json"):
        raise BackupRefused(_("The backup is damaged: its sums do not fit its tables."))
    _run(sql.SQL("set constraints all immediate"))
    _each(tables, "alter table {} enable trigger user")
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        _run(sql.SQL(statement))
    return sum(each["rows"] for each in loaded.values())


def _check(manifest: Any) -> None:
    if manifest["format"] != FORMAT:
        raise BackupRefused(_("This backup has another format: it was made by another version."))
    if manifest["migrations"] != _migrations() or manifest["tables"] != _columns():
        raise BackupRefused(
            _("This backup was made by another version: install that one, restore, then upgrade and migrate.")
        )


def _copy_in(archive: tarfile.TarFile, table: str, columns: list[str]) -> dict[str, Any]:
    digest = hashlib.sha256()
    with _member(archive, f"{table}.copy") as file, connection.cursor() as cursor:
        with cursor.cursor.copy(_copy(table, columns, "from stdin")) as rows:
            while data := file.read(CHUNK):
                digest.update(data)
                rows.write(data)
        return {"rows": cursor.cursor.rowcount, "sha256": digest.hexdigest()}


def _columns() -> dict[str, list[str]]:
    """The columns that are stored, by table, of every model."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, array_agg(column_name::text order by ordinal_position) from information_schema.columns"
            " where table_schema = current_schema and is_generated = 'NEVER' and table_name = any(%s)"
            " group by table_name order by table_name",
            [sorted(tables - LEFT_OUT)],
        )
        return dict(cursor.fetchall())


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _in_use(tables: dict[str, list[str]]) -> str:
    """The first table that holds rows of somebody's."""
    with connection.cursor() as cursor:
        for table in tables.keys() - SEEDED:
            cursor.execute(sql.SQL("select 1 from {} limit 1").format(sql.Identifier(table)))
            if cursor.fetchone():
                return table
    return ""


def _copy(table: str, columns: list[str], way: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("copy {} ({}) " + way).format(sql.Identifier(table), names)


def _each(tables: dict[str, list[str]], statement: str) -> None:
    for table in tables:
        _run(sql.SQL(statement).format(sql.Identifier(table)))


def _run(statement: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _add_json(archive: tarfile.TarFile, name: str, content: Any) -> None:
    data = json.dumps(content, indent=1).encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _read_json(archive: tarfile.TarFile, name: str) -> Any:
    with _member(archive, name) as file:
        return json.load(file)


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """The next file of the archive, which must be this one: read in order, nothing is unpacked to a folder."""
    entry = archive.next()
    if entry is None or entry.name != name or not (file := archive.extractfile(entry)):
        raise BackupRefused(_("This is not a whole backup: %(error)s") % {"error": f"{name} is missing"})
    return file
