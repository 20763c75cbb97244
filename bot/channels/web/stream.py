"""Lines as they come, as server-sent events; a reader who lost the thread says which line was the last."""

import asyncio
from collections.abc import AsyncIterator

from bot.channels.web import pages
from bot.channels.web.bubbles import Drawer
from bot.channels.web.chat import WebChat

HEARTBEAT_SECONDS = 15.0
GATHERING_SECONDS = 0.1
"""How long to gather after a ring: a reply has several bubbles, and the page that asked gets it as an answer."""
BATCH = 200
CONTEXT = 40
"""How many lines before the new ones are read, to know the label of a button that was pressed."""

HEARTBEAT = "event: nhip\ndata: .\n\n"


async def new_bubbles(chat: WebChat, drawer: Drawer, talk_id: int, after: int) -> list[tuple[int, str]]:
    """Return the lines above a number as HTML, each with its number."""
    lines = await chat.lines(talk_id, max(0, after - CONTEXT), BATCH + CONTEXT)
    return [(bubble.seq or 0, pages.fragment([bubble])) for bubble in drawer.draw(lines, after)]


async def events(chat: WebChat, drawer: Drawer, talk_id: int, after: int, page: str = "") -> AsyncIterator[str]:
    """Yield an event for every new line and a heartbeat while there is none, until the program stops."""
    with chat.hub.listen(talk_id, page) as bell:
        while not chat.hub.closed:
            after = max(after, bell.seen)
            try:
                for seq, html in await new_bubbles(chat, drawer, talk_id, after):
                    after = max(after, seq)
                    yield _event(seq, html)
            except chat.busy:
                return
            yield HEARTBEAT
            if await bell.wait(HEARTBEAT_SECONDS) and not chat.hub.closed:
                await asyncio.sleep(GATHERING_SECONDS)


def _event(seq: int, html: str) -> str:
    data = "".join(f"data: {line}\n" for line in html.splitlines() if line)
    return f"id: {seq}\n{data}\n"
