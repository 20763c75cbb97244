"""The program within this process: its pages and webhooks without a network, its channels on the platforms' fakes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from bot.app import Product, Server
from bot.channels.telegram import CHANNEL, PATH
from bot.connecting import webhook_secret
from bot.curriculum.shelf import Shelf
from bot.settings import Settings
from db.database import Database
from tests.crash.books import waiting_of
from tests.platforms.telegram import FakeTelegram
from tests.storage import KEY, PUBLIC_URL

PATIENCE = 180
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Inside:
    """A program that runs."""

    server: Server
    client: httpx2.AsyncClient

    @property
    def database(self) -> Database:
        return self.server.product.database

    async def deliver(self, update: Mapping[str, Any]) -> httpx2.Response:
        """Deliver an update of Telegram once."""
        secret = webhook_secret(self.server.product.key, CHANNEL)
        return await self.client.post(PATH, json=update, headers={SECRET_HEADER: secret})


@asynccontextmanager
async def inside(
    folder: Path, shelf: Shelf, telegram: FakeTelegram | None = None, **settings: Any
) -> AsyncIterator[Inside]:
    """Run the program on the database in a folder; where there is a Telegram, it delivers by webhook."""
    if telegram is not None:
        telegram_settings = {"telegram_token": telegram.token, "telegram_base_url": telegram.url}
        settings = {"telegram_webhook": True, **telegram_settings, **settings}
    database = await Database.open(settings.get("database_url", ""), folder, KEY, public_url=PUBLIC_URL)
    server = Server(Product(Settings(data_dir=folder, **settings), database, shelf, KEY))
    await server.connections.start()
    try:
        transport = httpx2.ASGITransport(server.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://inside") as client:
            yield Inside(server, client)
    finally:
        await server.connections.stop()
        await database.close()


async def until_quiet(database: Database) -> None:
    """Wait until nothing is on its way any more."""
    for _ in range(PATIENCE):
        if not await database.read(waiting_of):
            return
        await asyncio.sleep(1)
    raise AssertionError(f"after {PATIENCE} s something is still on its way")
