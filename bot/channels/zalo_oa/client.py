"""Calls to the API of official accounts. Its manual: https://docs.zaloplatforms.com/docs/OA."""

from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.channels.channel import File
from bot.channels.zalo_oa.exchange import PATIENCE, Answer, ask, hidden, number
from bot.channels.zalo_oa.failures import Refused
from bot.channels.zalo_oa.tokens import Tokens
from bot.ports import SendFailed

BASE = "https://openapi.zalo.me"


class Client:
    """
    The API in the name of one account, over a session that is closed by somebody else.

    Every call returns the `data` of the answer. It raises `Refused` where Zalo says no, `SendFailed` where no answer
    comes or there is no token to ask with.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        base: str = BASE,
        patience: aiohttp.ClientTimeout = PATIENCE,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._base = base.rstrip("/")
        self._patience = patience

    async def get(self, path: str) -> Answer:
        """Ask for something."""
        return await self._call("GET", path, dict)

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Do something."""
        return await self._call("POST", path, lambda: {"json": body})

    async def upload(self, path: str, file: File) -> Answer:
        """Hand over a file."""
        return await self._call("POST", path, lambda: {"data": _form(file)})

    async def _call(self, method: str, path: str, content: Callable[[], Mapping[str, Any]]) -> Answer:
        """Return the answer to a request, which is made once more if Zalo does not know our token any more."""
        pair = await self._tokens.valid()
        try:
            return await self._ask(method, path, pair.access, content())
        except Refused as refused:
            if not refused.is_token:
                raise
        pair = await self._tokens.instead_of(pair)
        return await self._ask(method, path, pair.access, content())

    async def _ask(self, method: str, path: str, access: str, content: Mapping[str, Any]) -> Answer:
        headers = {"access_token": access}
        url = self._base + path
        answer = await ask(self._session, method, url, patience=self._patience, headers=headers, **content)
        code = number(answer.get("error"))
        if code is None:
            raise SendFailed("uncertain")
        if code != 0:
            raise Refused(code, hidden(answer.get("message"), [access]))
        data = answer.get("data")
        return data if isinstance(data, dict) else {}


def _form(file: File) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # People see its name: it goes as it is written.
    form.add_field("file", file.data, filename=file.name, content_type=file.media_type)
    return form
