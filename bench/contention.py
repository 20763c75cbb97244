"""
Thirty-two writers on one conversation: how many updates are lost, how many fail because the database is locked.

Each reads a number, adds one and writes it back, as every turn does with the state of its chat. Beside ours runs the
same through SQLAlchemy's asynchronous engine as it comes, which loses most of them without a word.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.harness import Ratio, arguments, report
from bench.message import NOW
from bench.postgres import postgres_server
from bot.dialogue.messages import Address
from bot.ports import StorageUnavailable, Work
from db.database import Database
from db.upgrading import upgrade

WRITERS = 32
EACH = 20
HERE = Address("web", "", "one for all")


def count_one_more(work: Work) -> None:
    """Take the conversation, and leave it one higher."""
    talk = work.conversations.take(HERE, NOW)
    more = replace(talk.conversation, misses=talk.conversation.misses + 1)
    work.conversations.save(talk.id, talk.learner.id, more, talk.seq + 1, NOW)


def how_many(work: Work) -> int:
    """Return how high the conversation got."""
    return work.conversations.take(HERE, NOW).conversation.misses


async def hammer(one: Callable[[], Awaitable[object]], refused: type[Exception]) -> int:
    """Let all writers do their updates at once; return how many were refused."""
    errors = 0

    async def writer() -> None:
        nonlocal errors
        for _ in range(EACH):
            try:
                await one()
            except refused:
                errors += 1

    await asyncio.gather(*(writer() for _ in range(WRITERS)))
    return errors


async def ours(url: str, folder: Path) -> tuple[int, int]:
    """Return how many updates our storage lost, and how many it refused."""
    await upgrade(url, folder, NOW)
    database = await Database.open(url, folder, b"key")
    errors = await hammer(lambda: database.write(count_one_more), StorageUnavailable)
    kept = await database.write(how_many)
    await database.close()
    return WRITERS * EACH - errors - kept, errors


async def as_it_comes(folder: Path) -> tuple[int, int]:
    """Return the same of an asynchronous engine with nothing set."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'plain.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE number (n INTEGER)"))
        await connection.execute(text("INSERT INTO number VALUES (0)"))
    errors = await hammer(lambda: _plain_update(engine), OperationalError)
    async with engine.connect() as connection:
        kept = (await connection.execute(text("SELECT n FROM number"))).scalar_one()
    await engine.dispose()
    return WRITERS * EACH - errors - int(kept), errors


async def _plain_update(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        number = (await connection.execute(text("SELECT n FROM number"))).scalar_one()
        await connection.execute(text("UPDATE number SET n = :n"), {"n": number + 1})


def counts(name: str, found: tuple[int, int], judged: bool) -> list[Ratio]:
    """Return both counts of one side, with their bars if they are ours."""
    bar = 0.0 if judged else None
    lost, errors = found
    return [
        Ratio(f"contention, {name}: updates lost of {WRITERS * EACH}", lost, at_most=bar),
        Ratio(f"contention, {name}: updates refused", errors, at_most=bar),
    ]


def main() -> None:
    parser = arguments(__doc__ or "", rounds=1)
    parser.add_argument("--postgres", action="store_true", help="the same on a PostgreSQL server")
    options = parser.parse_args()
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory() as place:
        for number in range(options.rounds):
            folder = Path(place, str(number))
            ratios += counts("ours on SQLite", asyncio.run(ours("", folder)), judged=True)
            ratios += counts("an engine as it comes", asyncio.run(as_it_comes(folder)), judged=False)
    if options.postgres:
        with postgres_server() as server:
            ratios += counts("ours on PostgreSQL", asyncio.run(ours(server, Path())), judged=True)
    report(ratios, options)


if __name__ == "__main__":
    main()
