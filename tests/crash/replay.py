"""What would have come of it if nothing had ever gone wrong: the same incomings, taken one by one by the same rules."""

import sqlite3
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

from bot import shipped
from bot.channels.telegram import parse
from bot.curriculum.content import Content
from bot.dialogue.messages import Incoming
from bot.learning.codes import _ALPHABET, Dice
from bot.ports import Work
from bot.services.conversing import take
from bot.services.sampling import plant_sample
from db.prepared import may_go_directly
from tests.crash.books import Books, read_books
from tests.dice import SeededDice
from tests.simulation.storage import Disk
from tests.storage import MONDAY

Sent = Mapping[str, Mapping[str, dict[str, Any]]]
"""The updates of each chat by their keys."""


class _AsItFell:
    """Chance as it was when an attempt at a quiz was begun; whatever is thrown beside it makes no difference."""

    def __init__(self, attempt: tuple[str, int] | None) -> None:
        code, seed = attempt or ("", 0)
        self._throws = deque([*map(_ALPHABET.index, code), seed] if attempt else [])
        self._others = SeededDice()

    def randrange(self, stop: int, /) -> int:
        return self._throws.popleft() if self._throws else self._others.randrange(stop)


def a_disk_with_sample(content: Content) -> Disk:
    """Return an empty database with the sample commune, as quick as the writer of the program."""
    disk = Disk()
    may_go_directly(disk.connection.info, cast(sqlite3.Connection, disk.connection.connection.driver_connection))
    samples = shipped.content_root() / "samples"
    units, people = ((samples / name).read_bytes() for name in ("don-vi.csv", "mau-so.csv"))
    disk.carry_out(lambda work: plant_sample(work, units, people, content.groups, MONDAY))
    return disk


def replay(
    content: Content,
    account: str,
    sent: Sent,
    books: Books,
    times: Mapping[tuple[str, str], datetime],
    attempts: Mapping[tuple[str, Any], tuple[str, int]],
) -> Books:
    """
    Return the books as they are if every incoming is taken once, in the order in which they were.

    Args:
        content: the course.
        account: whose updates they are.
        sent: what everybody did.
        books: what was made of it: from here only the order is taken.
        times: when each was taken.
        attempts: what was thrown for each attempt at a quiz, by chat and moment.
    """
    disk = a_disk_with_sample(content)
    try:
        for chat, kept in books.items():
            for _, key in kept.taken:
                update = sent.get(chat, {}).get(key)
                if update is not None:
                    incoming, at = parse(update, account), times[chat, key]
                    assert isinstance(incoming, Incoming)
                    dice = _AsItFell(attempts.get((chat, at)))
                    disk.carry_out(partial(_taken, content=content, incoming=incoming, now=at, dice=dice))
        return disk.carry_out(read_books)
    finally:
        disk.close()


def _taken(work: Work, *, content: Content, incoming: Incoming, now: datetime, dice: Dice) -> None:
    take(work, content, incoming, now, dice)
