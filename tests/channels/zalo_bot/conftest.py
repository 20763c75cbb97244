from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.channels.zalo_bot import ZaloBot
from tests.channels.zalo_bot.things import SECRET, FakeMedia
from tests.platforms.zalo_bot import TOKEN, FakeZaloBot


@pytest.fixture
async def platform() -> AsyncIterator[FakeZaloBot]:
    fake = FakeZaloBot()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def bot(platform: FakeZaloBot, session: aiohttp.ClientSession) -> ZaloBot:
    return ZaloBot(
        TOKEN,
        platform.url,
        session=session,
        media=FakeMedia(),
        has_public_address=True,
        webhook_secret=SECRET,
    )
