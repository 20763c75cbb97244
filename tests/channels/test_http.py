"""The pool of connections, and the proxy of the environment."""

import os

import aiohttp
import pytest

from bot.channels import http
from bot.channels.http import open_session

TELEGRAM, ZALO = "https://api.telegram.org/bot", "https://openapi.zalo.me"
PROXY = "http://proxy.xa-mau.vn:3128"


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


async def proxy_for(*bases: str) -> str | None:
    async with open_session(bases) as session:
        found = session._default_proxy
        return None if found is None else str(found)


async def test_where_the_environment_names_none_there_is_none() -> None:
    assert await proxy_for(TELEGRAM, ZALO) is None


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", PROXY)

    assert await proxy_for(TELEGRAM) == PROXY


@pytest.mark.parametrize("base", ["http://127.0.0.1:8081/bot", ""])
async def test_a_proxy_for_another_scheme_is_none(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setenv("https_proxy", PROXY)

    assert await proxy_for(base) is None


async def test_without_addresses_there_is_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", PROXY)

    assert await proxy_for() is None


@pytest.mark.parametrize("excluded", ["localhost,api.telegram.org", ".telegram.org", "*"])
async def test_an_address_that_the_environment_excludes_is_reached_directly(
    monkeypatch: pytest.MonkeyPatch, excluded: str
) -> None:
    monkeypatch.setenv("https_proxy", PROXY)
    monkeypatch.setenv("no_proxy", excluded)

    assert await proxy_for(TELEGRAM) is None


async def test_one_address_that_needs_the_proxy_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", PROXY)
    monkeypatch.setenv("no_proxy", "api.telegram.org")

    assert await proxy_for(TELEGRAM, ZALO) == PROXY


async def test_the_environment_is_asked_when_a_session_is_opened_and_never_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[None] = []

    def proxies() -> dict[str, str]:
        asked.append(None)
        return {}

    monkeypatch.setattr(http, "getproxies", proxies)
    async with open_session([TELEGRAM]) as session:
        for _ in range(3):
            with pytest.raises(aiohttp.ClientConnectionError):
                await session.get("http://127.0.0.1:9/")

        assert not session.trust_env
    assert len(asked) == 1


async def test_nothing_waits_for_ever_and_no_cookie_is_kept() -> None:
    async with open_session() as session:
        assert (session.timeout.total, session.timeout.sock_connect) == (20, 5)
        assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)
