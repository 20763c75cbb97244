from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.request import Patience
from tests.channels.telegram.fakes import SECRET, Desk, FakeFileIds, FakeMedia, wording
from tests.platforms.telegram import TOKEN, FakeTelegram

MakeTelegram = Callable[..., Telegram]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    fake = FakeTelegram(allow_http=True)
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def media() -> FakeMedia:
    return FakeMedia()


@pytest.fixture
def file_ids() -> FakeFileIds:
    return FakeFileIds()


@pytest.fixture
def make(fake: FakeTelegram, session: aiohttp.ClientSession, media: FakeMedia, file_ids: FakeFileIds) -> MakeTelegram:
    """Return what makes a bot, with another token, base or patience where a test wants one."""

    def make(
        token: str = TOKEN,
        base_url: str = "",
        patience: Patience = Patience(),  # noqa: B008 - frozen.
        secret: str = SECRET,
    ) -> Telegram:
        return Telegram(
            token,
            base_url or fake.url,
            session=session,
            media=media,
            file_ids=file_ids,
            wording=wording,
            webhook_secret=secret,
            patience=patience,
        )

    return make


@pytest.fixture
def telegram(make: MakeTelegram) -> Telegram:
    return make()


@pytest.fixture
def desk() -> Desk:
    return Desk()
