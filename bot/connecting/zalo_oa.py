"""The channel of this installation's Zalo Official Account."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot import clock
from bot.channels import zalo_oa
from bot.channels.asides import Asides
from bot.channels.delivery import Postman
from bot.channels.remembering import StoredButtons
from bot.connecting.connections import Connection
from bot.connecting.workbench import Workbench
from bot.ports import Storage
from bot.settings import Settings

if TYPE_CHECKING:
    import aiohttp


class PairStore:
    """Keeps `bot.channels.zalo_oa.TokenStore` in our store, sealed."""

    def __init__(self, account: str, storage: Storage) -> None:
        self._account = account
        self._storage = storage

    async def load(self) -> zalo_oa.TokenPair | None:
        """Return the pair that was committed last."""
        kept = await self._storage.read(lambda work: work.accounts.tokens(zalo_oa.CHANNEL, self._account))
        if kept is None:
            return None
        text, expires_at = kept
        pair = json.loads(text)
        return zalo_oa.TokenPair(pair["access"], pair["refresh"], expires_at)

    async def save(self, pair: zalo_oa.TokenPair) -> None:
        """Commit a pair instead of the one before."""
        text = json.dumps({"access": pair.access, "refresh": pair.refresh})
        await self._storage.write(
            lambda work: work.accounts.keep_tokens(zalo_oa.CHANNEL, self._account, text, pair.expires_at)
        )

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        """Let nobody else change them meanwhile, in whatever process."""
        async with self._storage.lease(f"tokens:{zalo_oa.CHANNEL}:{self._account}"):
            yield


def tokens_of(settings: Settings, storage: Storage, session: "aiohttp.ClientSession") -> zalo_oa.Tokens:
    """Return the tokens of the account."""
    return zalo_oa.Tokens(
        session,
        PairStore(settings.zalo_oa_id, storage),
        settings.zalo_oa_app_id,
        settings.zalo_oa_app_secret,
        clock.now,
        settings.zalo_oauth_base_url,
    )


def connect_zalo_oa(bench: Workbench) -> Connection:
    """Return it; Zalo always delivers, to where its console says."""
    settings, storage = bench.settings, bench.parts.storage
    channel = zalo_oa.ZaloOA(
        account=settings.zalo_oa_id,
        tokens=tokens_of(settings, storage, bench.session),
        session=bench.session,
        media=bench.media,
        file_ids=bench.file_ids(zalo_oa.CHANNEL, settings.zalo_oa_id),
        flags=StoredButtons(zalo_oa.CHANNEL, settings.zalo_oa_id, storage),
        now=clock.now,
        buttons=settings.zalo_oa_buttons,
        link=bench.link,
        base=settings.zalo_oa_base_url,
    )
    troubles = bench.troubles(zalo_oa.CHANNEL, channel.account)
    return Connection(
        channel=channel,
        postman=Postman(channel, bench.supplies, troubles),
        routes=zalo_oa.routes(
            account=channel.account,
            app_id=settings.zalo_oa_app_id,
            webhook_secret=settings.zalo_oa_webhook_secret,
            app_secret=settings.zalo_oa_app_secret,
            reception=bench.reception(zalo_oa.CHANNEL, channel.account),
            asides=Asides(channel, bench.wording, clock.now),
            is_stopping=bench.parts.is_stopping,
        ),
        prepare=channel.prepare,
        close=channel.close,
    )
