"""One learner at one place, for tests of a single turn."""

from dataclasses import replace
from datetime import timedelta

from bot.curriculum.content import Content
from bot.dialogue.conversation import Conversation, Turn
from bot.dialogue.engine import _enter, respond
from bot.dialogue.messages import Action, Address, Button, Said
from bot.dialogue.places import AtLesson, AtQuiz, AtTask, Place
from bot.dialogue.talk import Talk
from bot.learning.people import Learner
from bot.ports import Talk as StoredTalk
from tests.builders import COUNTED, MENTOR
from tests.conftest import MONDAY
from tests.dice import SeededDice
from tests.fakes import FakeDirectory, FakeStore, FakeWork, _CodeRow, _Person

_ADDRESS = Address("web", "web", "phone")
_TELEGRAM = Address("telegram", "bot", "phone")
_ZALO = Address("zalo_bot", "bot", "phone")
NOW = MONDAY + timedelta(minutes=1)


def a_directory(content: Content, learner: Learner = COUNTED) -> FakeDirectory:
    """
    Return a directory in which this learner is known here, and Minh (50) and Bảy (51) are elsewhere.

    The learner has typed a link code of Minh's (904), somebody on Telegram one of theirs (903); another is free (905).
    """
    store = FakeStore()
    take = FakeWork(store).conversations.take  # type: ignore[attr-defined]
    stored: StoredTalk = take(_ADDRESS, MONDAY)
    telegram, zalo = take(_TELEGRAM, MONDAY), take(_ZALO, MONDAY)
    store.persons[learner.id] = _Person(learner)
    store.persons[50] = _Person(replace(MENTOR, id=50))
    store.persons[51] = _Person(replace(COUNTED, id=51, name="Bảy"), mentor_id=learner.id)
    tasks = [(skill.id, lesson.task.id) for skill in content.course.skills for lesson in skill.lessons]
    skill_id, task_id = tasks[0] if tasks else ("gone", "gone")
    store.codes.append(_CodeRow(901, "MENT0R42", "mentee", 50, 99, None, "", "", 30, None))
    store.codes.append(_CodeRow(902, "C0NF1RM2", "confirm", 51, 99, None, skill_id, task_id, 1, None))
    store.chats[zalo.id].people[learner.id] = learner.name or ""
    store.codes += [
        _CodeRow(903, "903903", "link", learner.id, zalo.id, None, "", "", 1, None, telegram.id, telegram.learner.id),
        _CodeRow(904, "904904", "link", 50, zalo.id, None, "", "", 1, None, stored.id, stored.learner.id),
        _CodeRow(905, "905905", "link", 50, zalo.id, None, "", "", 1, None),
    ]
    return FakeDirectory(store, replace(stored, learner=learner), NOW)


def at_place(content: Content, place: Place, learner: Learner = COUNTED) -> Conversation:
    """Return the conversation of somebody to whom this place has just been shown."""
    bookmark = place if isinstance(place, AtLesson | AtTask | AtQuiz) else None
    before = Conversation(place, bookmark=bookmark, prompts=5, last_at=MONDAY, unit_code="XM-DONG")
    talk = Talk(content, before, learner, MONDAY, SeededDice(), a_directory(content, learner), _enter)
    talk.go(place)
    return replace(talk.turn().conversation, last_at=MONDAY)


def turn(
    content: Content,
    place: Place | Conversation,
    action: Action | str,
    learner: Learner = COUNTED,
    *,
    after: timedelta = timedelta(minutes=1),
) -> Turn:
    """Return what follows when the learner does something, or types it, at a place."""
    conversation = place if isinstance(place, Conversation) else at_place(content, place, learner)
    said = Said(action) if isinstance(action, str) else action
    directory = a_directory(content, learner)
    return respond(content, conversation, learner, said, MONDAY + after, SeededDice(), directory)


def buttons(conversation: Conversation) -> tuple[Button, ...]:
    """Return the choices of the open prompt."""
    return conversation.prompt.buttons if conversation.prompt else ()


def texts(found: Turn) -> list[str]:
    """Return what is said back."""
    return [message.text for message in found.outgoing]
