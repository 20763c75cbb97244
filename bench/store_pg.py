"""
One message as a transaction on PostgreSQL, against bare asyncpg.

Both sides lock the conversation, read it with its person, claim the key, keep the new state and put one answer into the
outbox, with sixteen connections. Only the processor time of this process counts: the server's is the same for both.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import asyncpg

from bench.harness import Ratio, arguments, cpu_ratio, describe, interleave, rate_ratio, report
from bench.message import NOW, message_of, turn
from bench.postgres import postgres_server
from bench.store import rounds_of
from db.database import Database
from db.upgrading import upgrade

CHATS = 32
POOL = 16

LOCK = "SELECT id FROM conversation WHERE channel = $1 AND account = $2 AND external_id = $3 FOR UPDATE"
TAKE = """
SELECT c.id, c.seq, c.state, p.id, p.form, p.name, p.is_child, p.guardian_agreed, p.consents, p.counted_from,
  p.bookmark, m.group_id, u.id, u.code, u.name, u.kind, u.parent_id, t.person_id IS NOT NULL, g.name,
  EXISTS (SELECT 1 FROM code WHERE code.person_id = p.id AND code.kind = 'recovery' AND code.uses_left > 0)
FROM conversation c JOIN person p ON p.id = c.speaker_id
  LEFT JOIN membership m ON m.person_id = p.id AND m.to_at IS NULL LEFT JOIN unit u ON u.id = m.unit_id
  LEFT JOIN mentor t ON t.person_id = p.id AND t.until IS NULL
  LEFT JOIN mentorship s ON s.mentee_id = p.id AND s.to_at IS NULL LEFT JOIN person g ON g.id = s.mentor_id
WHERE c.channel = $1 AND c.account = $2 AND c.external_id = $3 FOR NO KEY UPDATE OF p
"""
SHOWN = """
SELECT id, kind, skill_id, item_id, level, at, rule_version, revokes_id FROM evidence WHERE person_id = $1 UNION ALL
SELECT count(*), 'seen', '', answer.variant_id, '', NULL, 0, NULL
FROM attempt JOIN answer ON answer.attempt_id = attempt.id
WHERE attempt.person_id = $1 GROUP BY answer.variant_id
"""
CLAIM = """
INSERT INTO inbox (conversation_id, key, seq, action, words, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (conversation_id, key) DO NOTHING
"""
SAVE = "UPDATE conversation SET speaker_id = $1, state = $2, seq = $3, last_at = $4, is_reachable = true WHERE id = $5"
SAVE_PERSON = "UPDATE person SET bookmark = $1, last_at = $2 WHERE id = $3"
PUT = """
INSERT INTO outbox (conversation_id, channel, seq, cause, message, state, created_at)
VALUES ($1, 'web', $2, $3, $4, 'sent', $5)
ON CONFLICT (conversation_id, cause) DO NOTHING
"""
PLAIN = message_of().plain


async def message(pool: Any, chat: int, key: str) -> None:
    """Carry out one message with nothing between us and the driver."""
    async with pool.acquire() as connection, connection.transaction():
        place = ("bare", "", f"chat-{chat}")
        await connection.execute(LOCK, *place)
        talk_id, seq, state, person_id, *_ = await connection.fetchrow(TAKE, *place)
        json.loads(state)
        await connection.fetch(SHOWN, person_id)
        claimed = await connection.execute(CLAIM, talk_id, key, seq + 1, '{"did":"said"}', "em muốn học tiếp", NOW)
        if claimed != "INSERT 0 1":
            return
        new_state, bookmark, answer = (json.dumps(one, ensure_ascii=False) for one in PLAIN)
        await connection.execute(SAVE, person_id, new_state, seq + 2, NOW, talk_id)
        await connection.execute(SAVE_PERSON, bookmark, NOW, person_id)
        await connection.execute(PUT, talk_id, seq + 2, f"{key}/0", answer, NOW)


async def begin_chats(database: Database, pool: Any) -> None:
    """Let every chat of either side begin; the bare side has addresses of its own."""
    for chat in range(CHATS):
        await database.write(turn, chat, "start")
    async with pool.acquire() as connection:
        for chat in range(CHATS):
            person = await connection.fetchval(
                "INSERT INTO person (consents, created_at) VALUES ('{}', $1) RETURNING id", NOW
            )
            await connection.execute(
                "INSERT INTO conversation (channel, account, external_id, speaker_id, state, seq, last_at, created_at) "
                "VALUES ('bare', '', $1, $2, '{}', 0, $3, $3)",
                f"chat-{chat}",
                person,
                NOW,
            )


async def compare(server: str, rounds: int) -> list[Ratio]:
    """Measure both sides on one database and return the ratios."""
    await upgrade(server, Path(), NOW)
    database = await Database.open(server, Path(), b"key")
    pool = await asyncpg.create_pool(server, min_size=POOL, max_size=POOL)
    await begin_chats(database, pool)

    def with_database(chat: int, key: str) -> Awaitable[object]:
        return database.write(turn, chat, key)

    def bare(chat: int, key: str) -> Awaitable[object]:
        return message(pool, chat, key)

    sides: dict[str, Callable[[], Awaitable[int]]] = {
        "bare": rounds_of(30, bare),
        "ours": rounds_of(30, with_database),
    }
    spent = await interleave(sides, rounds)
    await database.close()
    await pool.close()
    print(describe("bare asyncpg", spent["bare"]))
    print(describe("db.database", spent["ours"]))
    return [
        Ratio("store_pg: rate x bare asyncpg", rate_ratio(spent["ours"], spent["bare"]), at_least=0.4),
        Ratio("store_pg: CPU x bare asyncpg", cpu_ratio(spent["ours"], spent["bare"]), at_most=3.5),
    ]


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--folder", type=Path, help="where the server keeps its data; the disk is part of it")
    options = parser.parse_args()
    with postgres_server(options.folder) as server:
        ratios = asyncio.run(compare(server, options.rounds))
    report(ratios, options)


if __name__ == "__main__":
    main()
