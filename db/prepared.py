"""
Statements that every turn carries out, without what SQLAlchemy does around each.

They are built with SQLAlchemy Core like all others and run on both databases. On the connection that writes to SQLite
they are compiled once and then handed to the driver directly: of a statement that takes 5 us there, some 30 us would
otherwise be spent around it, and a turn has half a dozen. Everywhere else they go the usual way.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler

_DRIVER = "driver"
"""Under which name a connection says that its driver may be used directly."""

Values = Mapping[str, Any]
_Processor = Callable[[Any], Any]


def may_go_directly(record_info: dict[str, Any], driver: sqlite3.Connection) -> None:
    """Let prepared statements use the driver of a connection; it has only one thread and its own transactions."""
    record_info[_DRIVER] = driver


class Prepared:
    """One statement. Its rows are plain sequences, in the order of its columns: they have no names."""

    def __init__(self, statement: Executable | Mapping[str, Executable]) -> None:
        """Take a statement, or one for each dialect by its name."""
        self._statement = statement
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def first(self, connection: Connection, values: Values) -> Sequence[Any] | None:
        """Return the first row, or None."""
        driver = connection.info.get(_DRIVER)
        if driver is None:
            return connection.execute(self._for(connection.dialect), values).first()
        compiled = self._prepared(connection.dialect, values)
        row = driver.execute(compiled.sql, compiled.bound(values)).fetchone()
        return None if row is None else compiled.read(row)

    def all(self, connection: Connection, values: Values) -> Sequence[Sequence[Any]]:
        """Return every row."""
        driver = connection.info.get(_DRIVER)
        if driver is None:
            return connection.execute(self._for(connection.dialect), values).all()
        compiled = self._prepared(connection.dialect, values)
        return [compiled.read(row) for row in driver.execute(compiled.sql, compiled.bound(values))]

    def run(self, connection: Connection, values: Values) -> int:
        """Carry it out; return how many rows it touched."""
        driver = connection.info.get(_DRIVER)
        if driver is None:
            return connection.execute(self._for(connection.dialect), values).rowcount
        compiled = self._prepared(connection.dialect, values)
        touched: int = driver.execute(compiled.sql, compiled.bound(values)).rowcount
        return touched

    def many(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Carry it out for each of several rows, which have the same names."""
        driver = connection.info.get(_DRIVER)
        if driver is None:
            connection.execute(self._for(connection.dialect), list(rows))
            return
        compiled = self._prepared(connection.dialect, rows[0])
        if len(rows) == 1:
            driver.execute(compiled.sql, compiled.bound(rows[0]))
        else:
            driver.executemany(compiled.sql, list(map(compiled.bound, rows)))

    def _for(self, dialect: Dialect) -> Executable:
        return self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement

    def _prepared(self, dialect: Dialect, values: Values) -> "_Compiled":
        names = tuple(values)
        known = self._compiled.get(names)
        if known is None:
            known = self._compiled[names] = _Compiled(self._for(dialect), dialect, names)
        return known


class _Compiled:
    """A statement as SQLite takes it, with what turns values into what is stored and back."""

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = cast(SQLCompiler, statement.compile(dialect=dialect, column_keys=list(names)))
        if compiled.insert_prefetch or compiled.update_prefetch:
            message = "a default that SQLAlchemy fills in would stay empty: let the database have it, or give the value"
            raise TypeError(message)
        self.sql = str(compiled)
        kinds = {compiled.bind_names[bind]: bind.type for bind in compiled.bind_names}
        self._binds = [
            (name, compiled.params.get(name), kinds[name].dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ]
        columns = getattr(statement, "exported_columns", ())
        self._readers: list[_Processor | None] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]
        self._is_plain = not any(self._readers)

    def bound(self, values: Values) -> list[Any]:
        """Return the values in the order of the statement, as they are stored."""
        return [
            process(values.get(name, default)) if process else values.get(name, default)
            for name, default, process in self._binds
        ]

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """Return a row with its values as they were."""
        if self._is_plain:
            return row
        return [read(value) if read else value for value, read in zip(row, self._readers, strict=True)]
