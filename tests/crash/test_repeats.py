"""A platform delivers much twice, and late: what was done counts once, whatever comes when."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zlib import crc32

import pytest

from bot.curriculum.content import Content
from bot.dialogue.messages import Action, Address, Incoming, Outgoing, Pressed, Said
from bot.ports import Work
from bot.services.conversing import take
from tests.crash.books import Books, read_books
from tests.crash.conftest import Times
from tests.crash.knowing import Act, Course, Press, Type
from tests.crash.replay import a_disk_with_sample
from tests.dice import SeededDice
from tests.storage import MONDAY

CHATS, EACH = 100, 100
REPEATED, MOST_TIMES, LATEST = 0.2, 4, 300.0
"""How much comes more than once, how often at most, and how many seconds late."""
_AHEAD = 5.0
"""Seconds by which chats get ahead of each other."""
_TYPED = 0.3


@dataclass(frozen=True, slots=True)
class Update:
    """Something that was done at one moment, and the moment at which the program is told."""

    incoming: Incoming
    at: datetime
    told: float


def taken(work: Work, *, content: Content, update: Update) -> Outgoing | None:
    """Take an update; return what it was asked, if it was new."""
    dice = SeededDice(crc32(f"{update.incoming.address.external_id} {update.incoming.key}".encode()))
    parcels = take(work, content, update.incoming, update.at, dice).parcels
    return next((parcel.message for parcel in reversed(parcels) if parcel.message.buttons), None)


def a_clean_run(content: Content) -> tuple[Sequence[Update], Books]:
    """Let everybody learn while nothing goes wrong; return what they did, and what is kept of it."""
    course, chance = Course(content), random.Random("a clean run")
    disk = a_disk_with_sample(content)
    asked: dict[str, Outgoing] = {}
    updates = []
    for number, chat in enumerate(_turns(chance)):
        act = course.go_on([b.key for b in asked[chat].buttons], chance) if chat in asked else course.opening(chance)
        action = _action(act, asked.get(chat), chance)
        incoming = Incoming(Address("telegram", "1", chat), f"u{number}", action)
        updates.append(Update(incoming, MONDAY + timedelta(seconds=number / 10), number / 10))
        asked[chat] = disk.carry_out(partial(taken, content=content, update=updates[-1])) or asked[chat]
    books = disk.carry_out(read_books)
    disk.close()
    return updates, books


def _turns(chance: random.Random) -> Sequence[str]:
    """Return whose turn it is, again and again."""
    turns = [str(1_001 + number) for number in range(CHATS)] * EACH
    chance.shuffle(turns)
    return turns


def _action(act: Act, asked: Outgoing | None, chance: random.Random) -> Action:
    match act:
        case Type(text):
            return Said(text)
        case Press(key):
            assert asked is not None
            assert asked.prompt is not None
            keys = [button.key for button in asked.buttons]
            return Said(str(keys.index(key) + 1)) if chance.random() < _TYPED else Pressed(asked.prompt, key)
        case _:
            return act


def disturbed(updates: Sequence[Update], chance: random.Random) -> Iterator[Update]:
    """Yield updates as a platform delivers them: those of one chat in order, then some of them again and again."""
    told: dict[str, float] = defaultdict(float)
    delivered = []
    for update in updates:
        chat = update.incoming.address.external_id
        told[chat] = max(told[chat] + 0.001, update.told + chance.uniform(0, _AHEAD))
        delivered.append(replace(update, told=told[chat]))
        if chance.random() < REPEATED:
            for _ in range(chance.randrange(1, MOST_TIMES)):
                late = timedelta(seconds=chance.uniform(0, LATEST))
                delivered.append(Update(update.incoming, update.at + late, told[chat] + late.total_seconds()))
    yield from sorted(delivered, key=lambda one: one.told)


@pytest.mark.slow
@pytest.mark.crash
def test_repeats_and_a_changed_order_make_no_difference(content: Content, times: Times) -> None:
    updates, clean = a_clean_run(content)
    assert len(updates) == CHATS * EACH
    assert sum(len(chat.shown) for chat in clean.values()) > CHATS

    for seed in range(times(10, nightly=1_000)):
        disk = a_disk_with_sample(content)
        for update in disturbed(updates, random.Random(seed)):
            disk.carry_out(partial(taken, content=content, update=update))
        books = disk.carry_out(read_books)
        disk.close()

        assert books == clean, f"seed {seed}"
