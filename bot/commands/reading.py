"""The product opened for reading only, beside a server that may be running."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import open_shelf
from bot.curriculum.content import Content
from bot.settings import Settings
from db.database import Database
from db.upgrading import check_current

_NO_KEY = b""
"""Only codes need the key, and nobody types one here."""


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[tuple[Database, Content]]:
    """Open database and content; nothing is written, no schema is changed."""
    await check_current(settings.database_url, settings.data_dir)
    database = await Database.open(settings.database_url, settings.data_dir, _NO_KEY, read_only=True)
    try:
        yield database, open_shelf(settings).content
    finally:
        await database.close()
