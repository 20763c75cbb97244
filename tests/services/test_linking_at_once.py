"""Two chats that concern each other at the same moment: each is locked by its own turn and asked for by the other's."""

import asyncio
import re

import pytest

from bot.curriculum.content import Content
from bot.dialogue.messages import Action, Address, Incoming, Opened, Pressed, Said
from bot.ports import Work
from bot.services.completing import verify
from bot.services.conversing import Taken, take
from db.database import Database
from tests.conftest import MONDAY
from tests.dice import SeededDice
from tests.storage import *  # noqa: F403 - fixtures are found by their names here

WEB = Address("web", "web", "hoa")
TELEGRAM = Address("telegram", "bot", "hoa")
_CODE = re.compile(r"\d{3}\xa0\d{3}")


class Chats:
    """Two chats on one store."""

    def __init__(self, database: Database, content: Content) -> None:
        self.database, self.content, self.keys, self.dice = database, content, 0, SeededDice()

    async def does(self, address: Address, action: Action) -> Taken:
        self.keys += 1
        incoming = Incoming(address, f"k{self.keys}", action)
        return await self.database.write(take, self.content, incoming, MONDAY, self.dice)

    async def code(self, address: Address) -> str:
        """Ask for a link code and read it off the screen."""
        taken = await self.does(address, Said("liên kết"))
        lines = await self.database.read(lambda work: work.outbox.lines(taken.talk_id, 0, 100))
        found = _CODE.search(next(line.said.text for line in reversed(lines) if line.said))
        assert found is not None
        return found.group()

    async def yes(self, address: Address) -> Pressed:
        """Return the press of the button that agrees."""
        talk = await self.database.write(lambda work: work.conversations.take(address, MONDAY))
        return Pressed(talk.conversation.prompt.number if talk.conversation.prompt else 0, "link_yes")


@pytest.fixture
def chats(database: Database, content: Content) -> Chats:
    """Two chats, on each kind of database in turn."""
    return Chats(database, content)


async def test_two_who_ask_each_other_at_once_become_one(chats: Chats, database: Database) -> None:
    both = (WEB, TELEGRAM)
    for address in both:
        await chats.does(address, Opened())
    codes = [await chats.code(address) for address in both]

    asked = await asyncio.gather(chats.does(WEB, Said(codes[1])), chats.does(TELEGRAM, Said(codes[0])))
    answers = [await chats.yes(address) for address in both]
    answered = await asyncio.gather(*(chats.does(address, yes) for address, yes in zip(both, answers, strict=True)))

    assert [len(taken.others) for taken in asked] == [1, 1]
    assert sorted(len(taken.others) for taken in answered) == [0, 1]
    assert len(await database.write(_speakers)) == 1
    for address in both:
        numbers = await database.write(_numbers, address)
        assert numbers == list(range(1, len(numbers) + 1))
    assert await database.read(lambda work: list(verify(work, chats.content.rules))) == []


async def test_whoever_goes_on_while_the_other_agrees_loses_no_message(chats: Chats, database: Database) -> None:
    for address in (WEB, TELEGRAM):
        await chats.does(address, Opened())
    await chats.does(TELEGRAM, Said(await chats.code(WEB)))
    yes = await chats.yes(WEB)

    await asyncio.gather(
        *(chats.does(TELEGRAM, Said("nghe lại")) for _ in range(4)),
        chats.does(WEB, yes),
        *(chats.does(TELEGRAM, Said("menu")) for _ in range(4)),
    )

    assert len(await database.write(_speakers)) == 1
    numbers = await database.write(_numbers, TELEGRAM)
    assert numbers == list(range(1, len(numbers) + 1))


def _speakers(work: Work) -> set[int]:
    return {work.conversations.take(address, MONDAY).learner.id for address in (WEB, TELEGRAM)}


def _numbers(work: Work, address: Address) -> list[int]:
    return [line.seq for line in work.outbox.lines(work.conversations.take(address, MONDAY).id, 0, 1_000)]
