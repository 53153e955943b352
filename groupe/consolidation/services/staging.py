"""Tables beside the live ones, under the same names in a schema of their own: a rebuild fills them, then they go live.

Inside `staged()` that schema comes first on the search path: whatever computes, copies, folds or reads figures finds
the staged tables without knowing of them. `STAGED` lists the tables; columns, indexes and settings are those of the
live ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models
from psycopg import sql

from groupe.consolidation.models import Cell, Comparison, Refolded, Rollup

SCHEMA = "consolidation_staging"
STAGED: tuple[type[models.Model], ...] = (Cell, Comparison, Rollup)
# Longer than the second after which PostgreSQL cancels an autovacuum that is in the way.
PATIENCE = "2s"


def live_tables() -> list[str]:
    """What a rebuild replaces as a whole."""
    return [model._meta.db_table for model in STAGED]


def prepare() -> None:
    """Empty staged tables, without indexes: these are cheaper made at the end."""
    Refolded.objects.all().delete()
    _run("create schema if not exists {schema}")
    for table in live_tables():
        _run("drop table if exists {schema}.{table}", table)
        copied = "including defaults including constraints including storage"
        _run(f"create table {{schema}}.{{table}} (like {{table}} {copied})", table)
        options = "select coalesce(array_to_string(reloptions, ', '), '') from pg_class where oid = %s::regclass"
        if settings := _value(options, table):
            _run(f"alter table {{schema}}.{{table}} set ({settings})", table)


def staging_exists() -> bool:
    return all(_exists(table) for table in live_tables())


@contextmanager
def staged() -> Iterator[None]:
    """Inside a transaction; one that fails takes the search path back with it."""
    path = _value("select current_setting('search_path')")
    _value("select set_config('search_path', %s, true)", f"{SCHEMA}, {path}")
    yield
    _value("select set_config('search_path', %s, true)", path)


def add_indexes() -> None:
    """Those of the live tables, under the same names, and the statistics that readers' plans need."""
    for table in live_tables():
        for name, definition, key in _indexes(table):
            if _exists(name):
                continue
            _run(re.sub(r" ON \S+ USING ", " ON {schema}.{table} USING ", definition, count=1), table)
            if key:
                constraint = f'add constraint "{key}" primary key using index "{name}"'
                _run(f"alter table {{schema}}.{{table}} {constraint}", table)
        _run("analyze {schema}.{table}", table)


def go_live() -> None:
    """The staged tables become the live ones when the transaction commits; names of tables and indexes stay.

    Readers wait for the length of these statements. Where one of them holds a table for long (a backup), this gives up
    with `LockNotAvailable` rather than let all others queue behind it.
    """
    homes = {
        table: _value("select relnamespace::regnamespace::text from pg_class where oid = %s::regclass", table)
        for table in live_tables()
    }
    _value("select set_config('lock_timeout', %s, true)", PATIENCE)
    _run(f"lock table {', '.join(homes)} in access exclusive mode")
    _value("select set_config('lock_timeout', '0', true)")
    for table, home in homes.items():
        _run("drop table {table}", table)
        _run(f"alter table {{schema}}.{{table}} set schema {home}", table)


def _indexes(table: str) -> list[tuple[str, str, str | None]]:
    """Name, definition, and the constraint of a primary key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, pg_get_indexdef(i.indexrelid), k.conname from pg_index i"
            " join pg_class c on c.oid = i.indexrelid"
            " left join pg_constraint k on k.conindid = i.indexrelid and k.contype = 'p'"
            " where i.indrelid = %s::regclass order by c.relname",
            [table],
        )
        return [(name, definition, key) for name, definition, key in cursor.fetchall()]


def _exists(name: str) -> bool:
    return bool(_value("select to_regclass(%s)", f'{SCHEMA}."{name}"'))


def _run(statement: str, table: str = "") -> None:
    """Names come from the models and from PostgreSQL itself."""
    names = {"schema": sql.Identifier(SCHEMA), "table": sql.Identifier(table)}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**names))


def _value(statement: str, *parameters: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return str(cursor.fetchone()[0] or "")
