"""
A whole turn without the network, against the bare transaction it ends in.

Ours claims the incoming, loads the conversation and its learner, lets the dialogue answer, records the facts, keeps
state and messages, and is answered after the durable commit. The peer is raw sqlite3 in a thread doing only the reads
and writes of such a turn, one commit each (`bench/store.py`). Then the same turns again among ever more learners:
growth is the time of a turn among the most, divided by the time among the fewest.
"""

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, arguments, cpu_ratio, describe, interleave, rate_ratio, report
from bench.store import CHATS, RawStore, begin, rounds_of
from bot import shipped
from bot.curriculum.content import Content
from bot.curriculum.loading import load
from bot.dialogue.messages import Action, Address, Incoming, Opened, Said
from bot.dialogue.places import AtLesson, encode
from bot.dialogue.wording import REQUIRED
from bot.services.conversing import take
from db.database import Database
from db.upgrading import upgrade

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
TURNS = 50
_KEY = b"a key of 32 bytes for the bench."
_WORDS = ("1", "tiếp", "2", "lùi", "menu", "1", "ba la ai", "tiếp")
"""What people say in turns: choices, global words, and something that is not understood."""


class Crowd:
    """Some people of a store, each in a chat of their own, who say one thing after another."""

    def __init__(self, database: Database, content: Content, prefix: str) -> None:
        self._database, self._content, self._prefix = database, content, prefix
        self._dice = random.SystemRandom()
        self._said = 0

    async def say(self, chat: int, key: str) -> None:
        self._said += 1
        await self._take(chat, key, Said(_WORDS[self._said % len(_WORDS)]))

    async def open(self) -> None:
        for chat in range(CHATS):
            await self._take(chat, "open", Opened())

    async def _take(self, chat: int, key: str, action: Action) -> None:
        incoming = Incoming(Address("web", "web", f"{self._prefix}{chat}"), key, action)
        await self._database.write_now(take, self._content, incoming, NOW, self._dice)


async def open_store(folder: Path) -> Database:
    """Return a new store."""
    folder.mkdir()
    await upgrade("", folder, NOW)
    return await Database.open("", folder, _KEY)


def fill(folder: Path, learners: int, content: Content) -> None:
    """Put so many people into a store, each in the middle of a lesson, with a chat and three lines of evidence."""
    lesson = content.course.skills[0].lessons[0]
    place = json.dumps(encode(AtLesson(lesson.id, lesson.cards[0].id)))
    state = json.dumps({"place": encode(AtLesson(lesson.id, lesson.cards[0].id))})
    now = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(folder / "hocso.db")) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM person").fetchone()[0]
        ids = range(first, first + learners)
        _many(
            connection,
            "INSERT INTO person (id, name, name_sort, consents, bookmark, last_at, created_at) "
            "VALUES (?, 'Hoa', 'hoa', '{}', ?, ?, ?)",
            ((one, place, now, now) for one in ids),
        )
        _many(
            connection,
            "INSERT INTO conversation (id, channel, account, external_id, speaker_id, state, seq, last_at, created_at) "
            "VALUES (?, 'web', 'web', ?, ?, ?, 5, ?, ?)",
            ((one, f"filled-{one}", one, state, now, now) for one in ids),
        )
        _many(
            connection,
            "INSERT INTO evidence (person_id, kind, skill_id, item_id, level, at, rule_version, source) "
            "VALUES (?, 'lesson', 'an-toan', ?, 'S', ?, 1, 'filled')",
            ((one, f"bai-{number}", now) for one in ids for number in range(3)),
        )
        connection.commit()


def _many(connection: sqlite3.Connection, sql: str, rows: Any) -> None:
    connection.executemany(sql, rows)


async def against_raw(content: Content, folder: Path, rounds: int) -> list[Ratio]:
    """Compare whole turns with raw transactions."""
    database = await open_store(folder / "ours")
    crowd = Crowd(database, content, "p")
    await crowd.open()
    other, _ = await begin(folder / "raw.db", 0)
    await other.close()
    raw = RawStore(folder / "raw.db", 0)
    spent = await interleave({"raw": rounds_of(TURNS, raw.put), "ours": rounds_of(TURNS, crowd.say)}, rounds)
    await database.close()
    await raw.close()
    print(describe("raw sqlite3, the transaction alone, a commit each", spent["raw"]))
    print(describe("a whole turn", spent["ours"]))
    return [
        Ratio("turn: rate x raw transaction", rate_ratio(spent["ours"], spent["raw"]), at_least=0.8),
        Ratio("turn: CPU x raw transaction", cpu_ratio(spent["ours"], spent["raw"])),
    ]


async def growth(content: Content, folder: Path, sizes: Sequence[int], rounds: int) -> list[Ratio]:
    """Compare turns among the most learners with turns among the fewest."""
    stores = {}
    for size in (min(sizes), max(sizes)):
        database = await open_store(folder / f"among-{size}")
        await database.close()
        fill(folder / f"among-{size}", size, content)
        database = await Database.open("", folder / f"among-{size}", _KEY)
        stores[size] = (database, Crowd(database, content, "p"))
        await stores[size][1].open()
    sides = {str(size): rounds_of(TURNS, crowd.say) for size, (_, crowd) in stores.items()}
    spent = await interleave(sides, rounds)
    for size, (database, _) in stores.items():
        print(describe(f"a whole turn among {size:,} learners", spent[str(size)]))
        await database.close()
    slower = rate_ratio(spent[str(min(sizes))], spent[str(max(sizes))])
    return [Ratio(f"turn: growth from {min(sizes):,} to {max(sizes):,} learners", slower, at_most=1.1)]


async def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--learners", default="1000,1000000", help="how many learners there are, few and many")
    parser.add_argument("--folder", type=Path, help="where the files lie; the disk is part of what is measured")
    options = parser.parse_args()
    loaded = load(shipped.content_root(), shipped.quizzes_root(), required_phrases=REQUIRED)
    if loaded.content is None:
        raise SystemExit("\n".join(map(str, loaded.problems)))
    sizes = [int(size) for size in options.learners.split(",")]
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        ratios = await against_raw(loaded.content, Path(name), options.rounds)
        ratios += await growth(loaded.content, Path(name), sizes, options.rounds)
    report(ratios, options)


if __name__ == "__main__":
    asyncio.run(main())
