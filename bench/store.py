"""
One message as a transaction on the default store, against raw sqlite3 in a thread.

Both sides read the conversation with its person, claim the key, keep the new state and put one answer into the
outbox: the same SQL on the same schema, the same JSON, durably (synchronous=FULL). The raw side commits every message
by itself, as anybody would write it first; ours goes through repositories and SQLAlchemy Core, and shares commits.
`--commit-delay 5` adds five milliseconds to every commit of either side: a slow disk.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, arguments, cpu_ratio, describe, interleave, rate_ratio, report
from bench.message import NOW, message_of, turn
from db.database import Database
from db.sqlite import writing_engine
from db.sqlite_store import SqliteStore
from db.upgrading import upgrade

CHATS = 32
"""In flight at once, each message of a chat after the one before."""


class SlowDisk:
    """A connection whose every commit takes longer."""

    def __init__(self, driver: sqlite3.Connection, delay: float) -> None:
        self._driver = driver
        self._delay = delay

    @property
    def in_transaction(self) -> bool:
        return self._driver.in_transaction

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        if sql == "COMMIT" and self._delay:
            time.sleep(self._delay)
        return self._driver.execute(sql, values)


class RawStore:
    """One thread, one connection, one commit per message, nothing in between."""

    def __init__(self, file: Path, delay: float) -> None:
        self._engine = writing_engine(file)  # for its pragmas; SQLAlchemy is not used beyond this line
        self._connection = self._engine.connect()
        self._driver = SlowDisk(cast(sqlite3.Connection, self._connection.connection.driver_connection), delay)
        self._calls: SimpleQueue[tuple[int, str, asyncio.Future[None]] | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def put(self, chat: int, key: str) -> asyncio.Future[None]:
        future: asyncio.Future[None] = self._loop.create_future()
        self._calls.put((chat, key, future))
        return future

    async def close(self) -> None:
        self._calls.put(None)
        await asyncio.to_thread(self._thread.join)
        self._connection.close()

    def _run(self) -> None:
        while call := self._calls.get():
            chat, key, future = call
            self._driver.execute("BEGIN IMMEDIATE")
            self._message(chat, key)
            self._driver.execute("COMMIT")
            self._loop.call_soon_threadsafe(future.set_result, None)

    def _message(self, chat: int, key: str) -> None:
        execute, now = self._driver.execute, NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
        talk_id, seq, state, person_id, *_ = execute(TAKE, ("web", "", f"chat-{chat}")).fetchone()
        json.loads(state)
        execute(SHOWN, (person_id, person_id)).fetchall()
        if execute(CLAIM, (talk_id, key, seq + 1, '{"did":"said"}', "em muốn học tiếp", now)).rowcount == 0:
            return
        new_state, bookmark, message = (json.dumps(one, ensure_ascii=False) for one in PLAIN)
        execute(SAVE, (person_id, new_state, seq + 2, now, talk_id))
        execute(SAVE_PERSON, (bookmark, now, person_id))
        execute(PUT, (talk_id, seq + 2, f"{key}/0", message, now))


TAKE = """
SELECT c.id, c.seq, c.state, p.id, p.form, p.name, p.is_child, p.guardian_agreed, p.consents, p.counted_from,
  p.bookmark, m.group_id, u.id, u.code, u.name, u.kind, u.parent_id, t.person_id IS NOT NULL, g.name,
  EXISTS (SELECT 1 FROM code WHERE code.person_id = p.id AND code.kind = 'recovery' AND code.uses_left > 0)
FROM conversation c JOIN person p ON p.id = c.speaker_id
  LEFT JOIN membership m ON m.person_id = p.id AND m.to_at IS NULL LEFT JOIN unit u ON u.id = m.unit_id
  LEFT JOIN mentor t ON t.person_id = p.id AND t.until IS NULL
  LEFT JOIN mentorship s ON s.mentee_id = p.id AND s.to_at IS NULL LEFT JOIN person g ON g.id = s.mentor_id
WHERE c.channel = ? AND c.account = ? AND c.external_id = ?
"""
SHOWN = """
SELECT id, kind, skill_id, item_id, level, at, rule_version, revokes_id FROM evidence WHERE person_id = ? UNION ALL
SELECT count(*), 'seen', '', answer.variant_id, '', NULL, 0, NULL
FROM attempt JOIN answer ON answer.attempt_id = attempt.id
WHERE attempt.person_id = ? GROUP BY answer.variant_id
"""
CLAIM = """
INSERT INTO inbox (conversation_id, key, seq, action, words, at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (conversation_id, key) DO NOTHING
"""
SAVE = "UPDATE conversation SET speaker_id = ?, state = ?, seq = ?, last_at = ?, is_reachable = 1 WHERE id = ?"
SAVE_PERSON = "UPDATE person SET bookmark = ?, last_at = ? WHERE id = ?"
PUT = """
INSERT INTO outbox (conversation_id, channel, seq, cause, message, state, created_at)
VALUES (?, 'web', ?, ?, ?, 'sent', ?)
ON CONFLICT (conversation_id, cause) DO NOTHING
"""
PLAIN = message_of().plain


async def begin(file: Path, delay: float) -> tuple[Database, SqliteStore]:
    """Open our store on a new file in which every chat has begun."""
    await upgrade(f"sqlite:///{file}", file.parent, datetime(2026, 11, 20, tzinfo=UTC))
    store = await SqliteStore.open(file, b"key", "")
    database = Database(store)
    for chat in range(CHATS):
        await database.write(turn, chat, "start")
    if delay and store._writer:
        store._writer._driver = cast(Any, SlowDisk(store._writer._driver, delay))
    return database, store


def rounds_of(each: int, say: Callable[[int, str], Awaitable[object]]) -> Callable[[], Awaitable[int]]:
    """Return a round: every chat says so many things, one after the other, all chats at once."""
    begun = 0

    async def one_round() -> int:
        nonlocal begun
        begun += 1

        async def chat(number: int) -> None:
            for message in range(each):
                await say(number, f"{begun}-{message}")

        await asyncio.gather(*(chat(number) for number in range(CHATS)))
        return CHATS * each

    return one_round


async def compare(delay_ms: float, rounds: int, folder: Path) -> list[Ratio]:
    """Measure both sides, each on a file of its own, and return the ratios."""
    delay = delay_ms / 1000
    ours, _ = await begin(folder / f"ours-{delay_ms}.db", delay)
    other, _ = await begin(folder / f"raw-{delay_ms}.db", 0)
    await other.close()
    raw = RawStore(folder / f"raw-{delay_ms}.db", delay)

    async def say(chat: int, key: str) -> None:
        await ours.write(turn, chat, key)

    each, each_raw = (50, 2) if delay else (100, 100)
    spent = await interleave({"raw": rounds_of(each_raw, raw.put), "ours": rounds_of(each, say)}, rounds)
    await ours.close()
    await raw.close()
    for name, described in (("raw", "raw sqlite3, a commit per message"), ("ours", "db.database, commits shared")):
        print(describe(described, spent[name]))
    label = f"store, commit delay {delay_ms:g} ms: "
    rate = rate_ratio(spent["ours"], spent["raw"])
    cpu = cpu_ratio(spent["ours"], spent["raw"])
    if delay:
        return [Ratio(label + "rate x raw", rate, at_least=10)]
    return [Ratio(label + "rate x raw", rate, at_least=1.3), Ratio(label + "CPU x raw", cpu, at_most=1.0)]


async def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--commit-delay", default="0,5", help="milliseconds added to a commit, several with commas")
    parser.add_argument("--folder", type=Path, help="where the files lie; the disk is part of what is measured")
    options = parser.parse_args()
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for delay in options.commit_delay.split(","):
            ratios += await compare(float(delay), options.rounds, Path(folder))
    report(ratios, options)


if __name__ == "__main__":
    asyncio.run(main())
