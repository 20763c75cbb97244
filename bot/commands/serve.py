"""`hocso run`: the web chat and the office pages, until Ctrl-C."""

import asyncio
import errno
import socket
import sys
from argparse import Namespace
from collections.abc import Callable

import uvicorn

from bot.app import Product, Server, first_setup_link, open_product
from bot.commands import logs
from bot.commands.common import settings_of, spoken
from bot.services.refusing import Refused
from bot.settings import Settings
from bot.webkit.server import Server as HttpServer

_BACKLOG = 512
SWITCH_INTERVAL = 0.0005
"""
Seconds, a tenth of the usual: the loop and the thread that writes hand over to each other at every message, and with
the usual interval each waits for the other most of the time.
"""


def run(chosen: Namespace) -> int:
    """Serve; say in Vietnamese where everything is."""
    return spoken(lambda: _run(settings_of(chosen)))


def _run(settings: Settings) -> int:
    sys.setswitchinterval(SWITCH_INTERVAL)
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        return runner.run(_serve(settings))


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes a loop of uvloop where it is installed: every message takes less of the processor."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return new_event_loop


async def _serve(settings: Settings) -> int:
    logs.set_up(sys.stderr)
    with _listening(settings) as door:
        settings = settings.model_copy(update={"port": door.getsockname()[1]})
        async with open_product(settings) as product:
            await _answer(product, door)
    return 0


def _listening(settings: Settings) -> socket.socket:
    """Return the open port; taken before anything else, so that a second server is noticed at once."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        everywhere = settings.host == "::" and socket.has_dualstack_ipv6()
        place = settings.host, settings.port
        return socket.create_server(place, family=family, backlog=_BACKLOG, dualstack_ipv6=everywhere)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            hint = "Nếu đó là Học Số thì không cần chạy thêm; nếu không, thử cổng khác, như --port 8090."
            raise Refused(f"Cổng {settings.port} đang có chương trình khác dùng. {hint}") from problem
        if problem.errno == errno.EACCES:
            raise Refused(
                f"Máy không cho mở cổng {settings.port}. Thử cổng từ 1024 trở lên, như --port 8080."
            ) from problem
        raise Refused(
            f"Không nghe được ở địa chỉ {settings.host}, cổng {settings.port}: máy này không có địa chỉ ấy."
        ) from problem


async def _answer(product: Product, door: socket.socket) -> None:
    server = Server(product)
    config = uvicorn.Config(
        server.app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    http = HttpServer(config, server.stop)
    with http.capture_signals():  # whoever reads that it runs may at once ask it to stop
        print(await _welcome(product), flush=True)
        await http.serve(sockets=[door])


async def _welcome(product: Product) -> str:
    address = product.settings.address
    lines = [
        "Học Số đang chạy.",
        f"  Trang chat của người dân: {address}/",
        f"  Trang của xã, phường:     {address}/van-phong",
    ]
    if link := await first_setup_link(product):
        lines += ["  Lập tài khoản cán bộ đầu tiên (dùng một lần, trong 24 giờ):", f"    {link}"]
    if product.settings.is_open and not product.settings.public_url:
        port = product.settings.port
        lines.append(
            f"  Máy khác vào bằng http://ĐỊA-CHỈ-IP-CỦA-MÁY-NÀY:{port}. Để mã QR và giấy mời ghi đúng địa chỉ ấy,"
        )
        lines.append("  hãy chạy thêm với --public-url http://…")
    if not product.settings.is_https:
        lines.append("  Đang chạy http: chỉ nên dùng để thử, hoặc đặt sau một máy chủ https.")
    return "\n".join([*lines, "Dừng bằng Ctrl-C."])
