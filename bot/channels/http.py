"""The way to the platforms: one pool of connections for every channel."""

from collections.abc import Iterable
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

_CONNECT = 5.0
_TOTAL = 20.0
"""Seconds."""
_CONNECTIONS = 100


def open_session(bases: Iterable[str] = ()) -> aiohttp.ClientSession:
    """Return a session for some addresses; whoever opens it closes it. Cookies are not kept."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS, ttl_dns_cache=300),
        timeout=aiohttp.ClientTimeout(total=_TOTAL, sock_connect=_CONNECT),
        cookie_jar=aiohttp.DummyCookieJar(),
        proxy=_proxy(bases),
    )


def _proxy(bases: Iterable[str]) -> str | None:
    """
    Return the proxy of the environment, if one of the addresses is reached through it.

    Decided once: aiohttp's own way asks the system in a thread, at every request.
    """
    proxies = getproxies()
    for base in bases:
        address = urlsplit(base)
        proxy = proxies.get(address.scheme)
        if proxy and not proxy_bypass(address.hostname or ""):
            return proxy
    return None
