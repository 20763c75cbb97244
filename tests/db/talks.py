"""Small services and values that the tests of the storage are told with."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Executable

from bot.dialogue.conversation import Conversation
from bot.dialogue.directory import Directory
from bot.dialogue.messages import Address, Incoming, Outgoing, Said
from bot.dialogue.places import AtMenu
from bot.learning.evidence import Level
from bot.learning.people import Learner
from bot.ports import NewEvidence, NewUnit, Work
from tests.storage import MONDAY

HOA = Address("telegram", "bot", "hoa")
LAN = Address("web", "", "lan")
MINH = Address("zalo_bot", "bot", "minh")

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def said(address: Address, key: str, text: str = "chào bạn") -> Incoming:
    return Incoming(address, key, Said(text))


def person_at(work: Work, address: Address) -> int:
    """Return the id of the person who speaks at an address."""
    return work.conversations.take(address, MONDAY).learner.id


def talk_at(work: Work, address: Address) -> int:
    """Return the id of the conversation at an address."""
    return work.conversations.take(address, MONDAY).id


def learner_at(work: Work, address: Address) -> Learner:
    return work.conversations.take(address, MONDAY).learner


def directory_at(work: Work, address: Address) -> Directory:
    return work.conversations.directory(work.conversations.take(address, MONDAY), MONDAY)


def unit_id(work: Work, code: str) -> int:
    return next(unit.id for unit in work.units.all() if unit.code == code)


def counted(work: Work, address: Address, unit: str | None = None, group: str | None = "resident") -> int:
    """Let the person at an address agree to be counted and say where; return the id."""
    person_id = person_at(work, address)
    work.people.add_consent(person_id, "progress", 1, "Đếm nhé?", True, MONDAY)
    work.people.set_membership(person_id, unit_id(work, unit) if unit else None, group, MONDAY)
    return person_id


def named(work: Work, address: Address, name: str) -> int:
    """Give the person at an address a name; return the id."""
    talk = work.conversations.take(address, MONDAY)
    work.people.set_name(talk.learner.id, talk.id, name)
    return talk.learner.id


def passed_quiz(person_id: int, skill: str = "an-toan", source: str = "turn-1", level: Level = "Q") -> NewEvidence:
    return NewEvidence(person_id, "quiz", skill, f"{skill}-quiz", level, MONDAY, 1, source)


def places(work: Work) -> None:
    """Make a commune with two hamlets, and another one far away."""
    work.units.put(
        [
            NewUnit("XM", "Xã Mẫu", "xa", None),
            NewUnit("XM-DONG", "Thôn Đông", "thon", "XM"),
            NewUnit("XM-TAY", "Thôn Tây", "thon", "XM"),
            NewUnit("XK", "Xã Khác", "xa", None),
            NewUnit("XK-DONG", "Thôn Đông Khác", "thon", "XK"),
        ],
        MONDAY,
    )


def say(work: Work, address: Address, key: str, *answers: str) -> int | None:
    """Carry out a turn that answers with texts; return the seq of the first answer, None if the key was seen."""
    talk = work.conversations.take(address, MONDAY)
    if not work.inbox.claim(talk.id, talk.seq + 1, said(address, key), MONDAY):
        return None
    first = talk.seq + 2
    work.outbox.add(talk, first, key, [Outgoing(answer) for answer in answers], MONDAY)
    work.conversations.save(talk.id, talk.learner.id, Conversation(AtMenu()), first + len(answers) - 1, MONDAY)
    return first


def plant(work: Work, statement: Executable) -> Any:
    """Do with SQL what no repository would."""
    return cast(Any, work.ledger)._connection.execute(statement)
