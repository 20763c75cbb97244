"""How SQLite goes about a statement."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from db.prepared import Prepared


def plan(folder: Path, statement: Any) -> list[str]:
    """Return what SQLite would do, table by table."""
    dialect = SQLiteDialect_pysqlite()
    built: Any = statement._for(dialect) if isinstance(statement, Prepared) else statement
    compiled = built.compile(dialect=dialect)
    with closing(sqlite3.connect(folder / "hocso.db")) as connection:
        lines = connection.execute(f"EXPLAIN QUERY PLAN {compiled}", [1] * len(compiled.positiontup or ()))
        return [line for *_, line in lines]


def scans(folder: Path, statement: Any) -> list[str]:
    """Return where SQLite would look at every row of a table."""
    return [line for line in plan(folder, statement) if line.startswith("SCAN") and "USING" not in line]
