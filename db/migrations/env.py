"""
Where Alembic meets the schema: on the connection it is handed, or on that of a developer (`-x url=…`).

The program never commits here: whoever hands the connection over owns the transaction.
"""

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, DefaultClause, False_, NullPool, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from db.columns import Json, UTCDateTime
from db.tables import metadata


def spelling(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Return how a new migration spells what the databases spell differently; False leaves it to Alembic."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "columns.UTCDateTime()"
    if kind == "type" and item is Json:
        return "columns.Json"
    if kind == "server_default" and isinstance(item, DefaultClause) and isinstance(item.arg, False_):
        return "sa.false()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_server_default=True,
        transactional_ddl=True,
        render_item=spelling,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_on_server(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


def run_for_developer(url: str) -> None:
    if url.startswith("postgresql"):
        asyncio.run(run_on_server(url))
        return
    with create_engine(url, poolclass=NullPool).begin() as connection:
        run(connection)


handed_over = context.config.attributes.get("connection")
if handed_over is None:
    run_for_developer(context.get_x_argument(as_dictionary=True)["url"])
else:
    run(handed_over)
