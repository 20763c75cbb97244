"""
What `bench/webhook.py` loads, each in a process of its own: our product on each channel, and two bots that only echo.

    python bench/subjects.py <raw|ptb|telegram|zalo_bot|zalo_oa> <port of the platform>

prints the port of its webhook, and for every line it reads the seconds of processor time it has taken so far. All of
them run on the same loop and parser: uvloop and httptools.
"""

import asyncio
import json
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TOKEN = "1000001:bench-token-bench-token-bench-token"
OA = "388613280878808645"
APP = "3608465248940903967"
SECRET = "a secret of the bench"


async def raw(platform: int, stack: AsyncExitStack) -> ASGIApp:
    """Starlette and aiohttp alone: what cannot be had for less."""
    import aiohttp

    session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))

    async def deliver(request: Request) -> Response:
        update = json.loads(await request.body())
        message = update["message"]
        body = {"chat_id": message["chat"]["id"], "text": message["text"]}
        async with session.post(f"http://127.0.0.1:{platform}/bot{TOKEN}/sendMessage", json=body) as answer:
            await answer.json()
        return Response()

    return Starlette(routes=[Route("/webhook/telegram", deliver, methods=["POST"])])


async def ptb(platform: int, stack: AsyncExitStack) -> ASGIApp:
    """A bot as python-telegram-bot's examples have it behind Starlette: stock requests, its own queue and dispatch."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "")

    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"http://127.0.0.1:{platform}/bot")
        .updater(None)
        .concurrent_updates(True)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))
    await stack.enter_async_context(application)
    await application.start()
    stack.push_async_callback(application.stop)

    async def deliver(request: Request) -> Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    return Starlette(routes=[Route("/webhook/telegram", deliver, methods=["POST"])])


async def product(channel: str, platform: int, folder: Path, stack: AsyncExitStack) -> ASGIApp:
    """Return the whole product, with every limit of the platforms off: the one of the bench has none."""
    from bot.app import Server, open_product
    from bot.commands import logs, serve
    from bot.connecting import webhook_secret
    from bot.settings import Settings

    base = f"http://127.0.0.1:{platform}"
    of_channel: dict[str, dict[str, Any]] = {
        "telegram": {"telegram_token": TOKEN, "telegram_base_url": f"{base}/bot", "telegram_webhook": True},
        "zalo_bot": {"zalo_bot_token": TOKEN, "zalo_bot_base_url": f"{base}/bot", "zalo_bot_webhook": True},
        "zalo_oa": {
            "zalo_oa_id": OA,
            "zalo_oa_app_id": APP,
            "zalo_oa_app_secret": SECRET,
            "zalo_oa_webhook_secret": SECRET,
            "zalo_oa_base_url": base,
            "zalo_oauth_base_url": base,
        },
    }
    logs.set_up(sys.stderr)
    sys.setswitchinterval(serve.SWITCH_INTERVAL)
    product = await stack.enter_async_context(open_product(Settings(data_dir=folder, **of_channel[channel])))
    if channel == "zalo_oa":
        await _sign_in(product)
    _lift_limits(channel)
    Path(folder, "secret").write_text(webhook_secret(product.key, channel))
    return Server(product).app


def _lift_limits(channel: str) -> None:
    """Let a channel send as fast as it can."""
    module = import_module(f"bot.channels.{channel}")
    kind: Any = getattr(module, {"telegram": "Telegram", "zalo_bot": "ZaloBot", "zalo_oa": "ZaloOA"}[channel])
    limited = kind.caps.fget
    unlimited = cache(lambda caps: replace(caps, pace=None, budget=None))
    kind.caps = property(lambda self: unlimited(limited(self)))


async def _sign_in(product: Any) -> None:
    from bot import clock

    tokens = json.dumps({"access": "access", "refresh": "refresh"})
    until = clock.now() + timedelta(hours=24)
    await product.database.write(lambda work: work.accounts.keep_tokens("zalo_oa", OA, tokens, until))


async def main() -> None:
    name, platform = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            await _serve(await _app(name, platform, Path(folder), stack), Path(folder, "secret"))


async def _serve(app: ASGIApp, secret: Path) -> None:
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, http="httptools", lifespan="on")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    print(port, secret.read_text() if secret.exists() else "", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(time.process_time(), flush=True)
    server.should_exit = True
    await serving


async def _app(name: str, platform: int, folder: Path, stack: AsyncExitStack) -> ASGIApp:
    if name == "raw":
        return await raw(platform, stack)
    if name == "ptb":
        return await ptb(platform, stack)
    return await product(name, platform, folder, stack)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
