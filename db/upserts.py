"""Inserts that forgive a row that is there already, as each of the two databases spells them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

PerDialect = Mapping[str, Executable]
"""One statement, by the name of the dialect that runs it."""


def insert_new(
    table: Table,
    *same: Column[Any],
    returning: Column[Any] | None = None,
    values: Mapping[str, ColumnElement[Any]] | None = None,
) -> PerDialect:
    """
    Return an insert that does nothing if a row with the `same` columns exists; without any, after whatever conflict.

    With `returning` it yields that column of the new row, or no row; `values` are computed by the database.
    """
    inserts = [
        (name, dialect.insert(table).values(values or {}).on_conflict_do_nothing(index_elements=same or None))
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    ]
    if returning is None:
        return {name: insert.inline() for name, insert in inserts}
    return {name: insert.returning(returning) for name, insert in inserts}
