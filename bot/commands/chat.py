"""`hocso chat`: the same conversation, in the terminal."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import clock
from bot.app import Product, open_product
from bot.channels.terminal.chat import TerminalChat
from bot.commands.common import say, settings_of, spoken
from bot.dialogue.messages import Incoming, Outgoing
from bot.ports import Work
from bot.services import conversing
from bot.settings import Settings

_NAME = "ban-phim"


def run(chosen: Namespace) -> int:
    """Chat until the input ends."""
    return spoken(lambda: _chat(chosen))


def _chat(chosen: Namespace) -> int:
    settings = settings_of(chosen)
    with TemporaryDirectory() if chosen.fresh else nullcontext(None) as folder:
        if folder is not None:
            settings = settings.model_copy(update={"data_dir": Path(folder), "database_url": ""})
        # The keyboard is read between two runs of the loop, in this very thread: only here does Ctrl-C end the waiting.
        with asyncio.Runner() as runner, _opened(runner, settings) as product:

            def take(incoming: Incoming) -> Sequence[Outgoing]:
                return runner.run(product.database.write(_turn, product, incoming))

            say("Gõ chữ hoặc số, Enter để gửi, Ctrl-D để thôi.")
            TerminalChat(take, sys.stdout, _NAME, chosen.save).run(_typed, chosen.unit)
    return 0


@contextmanager
def _opened(runner: asyncio.Runner, settings: Settings) -> Iterator[Product]:
    stack = AsyncExitStack()
    try:
        yield runner.run(stack.enter_async_context(open_product(settings)))
    finally:
        runner.run(stack.aclose())


def _typed() -> str | None:
    try:
        return input("> ")
    except (EOFError, KeyboardInterrupt):
        print()
        return None


def _turn(work: Work, product: Product, incoming: Incoming) -> Sequence[Outgoing]:
    known = work.conversations.find(incoming.address)
    before = work.outbox.lines(known, 0, 1) if known is not None else ()
    talk_id = conversing.take(work, product.shelf.content, incoming, clock.now(), clock.dice()).talk_id
    lines = work.outbox.lines(talk_id, before[-1].seq if before else 0, 100)
    return [line.said for line in lines if line.said]
