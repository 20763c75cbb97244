"""
Every lesson and every quiz, gone through by people who do at each step whatever can be done there.

`hocso check` measures what they would be told: not a sample of the talks that are possible, but every step of them.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.curriculum.content import Content
from bot.dialogue.conversation import Conversation
from bot.dialogue.engine import begin, respond
from bot.dialogue.messages import Action, Button, Opened, Outgoing, Pressed, Prompt, Said
from bot.dialogue.nobody import STRANGER, EmptyDirectory
from bot.dialogue.places import STUCK_AFTER, AtLesson, AtMenu, AtQuiz, AtSkill, AtTask, Place
from bot.learning.course import Lesson, Quiz, Skill
from bot.learning.people import Learner

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""Some moment: a rehearsal takes no time."""
_TYPED = ("lost", "back", "again")
"""Global words that are typed at every step."""
_ODD = "ừm, khoan đã nào"
"""What no step expects."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing somebody did, and all that is said before they can do the next."""

    place: Place
    """Where they were."""
    did: str
    """The words they pressed or typed; empty where they only came."""
    said: tuple[Outgoing, ...]


def lesson_exchanges(content: Content, lesson: Lesson) -> Iterator[Exchange]:
    """
    Yield what can happen in a lesson and its task to a newcomer who scanned its note.

    Where a lesson looks at who somebody is, as it begins and in its task, yield also what happens to somebody counted.
    """

    def is_inside(place: Place) -> bool:
        return isinstance(place, AtLesson | AtTask) and place.lesson == lesson.id

    def is_in_task(place: Place) -> bool:
        return isinstance(place, AtTask) and place.lesson == lesson.id

    yield from _walk(content, STRANGER, begin(content), Opened(lesson=lesson.id), is_inside)
    counted = _counted(content)
    for place, action in ((AtMenu(), Opened(lesson=lesson.id)), (AtTask(lesson.id), Said(_ODD))):
        before = Conversation(place, last_at=_NOW)
        yield from _walk(content, counted, before, action, is_in_task)


def quiz_exchanges(content: Content, skill: Skill, quiz: Quiz) -> Iterator[Exchange]:
    """Yield what can happen to somebody counted in attempts at a quiz that together ask every question there is."""
    learner = _counted(content)
    button = Button("quiz", content.phrases.wordings["button.quiz"][0])
    before = Conversation(AtSkill(skill.id), Prompt(0, (button,)), last_at=_NOW)
    unasked = {variant.id for objective in quiz.objectives for variant in objective.variants}
    while unasked:
        asked: set[str] = set()
        for exchange in _walk(content, learner, before, Pressed(0, button.key), _is_worth_following):
            yield exchange
            asked.update(exchange.place.attempt.variants if isinstance(exchange.place, AtQuiz) else ())
        learner = replace(learner, seen={**learner.seen, **{one: learner.seen.get(one, 0) + 1 for one in asked}})
        unasked -= asked


def _is_worth_following(place: Place) -> bool:
    """Return whether all answers were right, or all wrong: between these two only the end of an attempt differs."""
    return isinstance(place, AtQuiz) and place.attempt.right in (0, len(place.attempt.answers))


def _counted(content: Content) -> Learner:
    """Return somebody who has told everything there is to tell, addressed in as many letters as there can be."""
    form = max(content.addresses, key=lambda form: len(form.you + form.me + form.polite))
    return Learner(
        id=0,
        form=form.id,
        name="Hoa",
        group=content.groups[0].id,
        counted_from=_NOW,
        consents={"progress": True},
        has_recovery_code=True,
        mentor_name="Hoa",
    )


def _walk(
    content: Content,
    learner: Learner,
    before: Conversation,
    action: Action,
    is_inside: Callable[[Place], bool],
) -> Iterator[Exchange]:
    """Yield everything that can happen from here on, breadth first, until it leads outside."""
    content = replace(content, words={word: content.words[word][:1] for word in _TYPED})  # others take time to look for
    typed = (*(spelling for (spelling,) in content.words.values()), _ODD)
    directory = EmptyDirectory()
    met: set[tuple[Place, tuple[str, ...]]] = set()
    waiting = deque([(before, action)])
    while waiting:
        before, action = waiting.popleft()
        turn = respond(content, before, learner, action, _NOW, _Dice(), directory)
        yield Exchange(before.place, _words(before, action), turn.outgoing)
        after = turn.conversation
        if is_inside(after.place) and (choices := _choices(after)) not in met:
            met.add(choices)
            waiting.extend((after, doing) for doing in _doings(after, *typed))
            if isinstance(after.place, AtLesson | AtTask):
                tired = _tired(after, after.place)
                waiting.extend((tired, doing) for doing in _doings(tired, _ODD))


def _choices(talk: Conversation) -> tuple[Place, tuple[str, ...]]:
    """Return what tells one step from another: where it is and what can be pressed, however often it went wrong."""
    place = replace(talk.place, tries=0) if isinstance(talk.place, AtLesson | AtTask) else talk.place
    return place, tuple(button.key for button in talk.prompt.buttons) if talk.prompt else ()


def _doings(talk: Conversation, *typed: str) -> Iterator[Action]:
    """Yield every press of the open prompt, and some words to type."""
    if talk.prompt is not None:
        yield from (Pressed(talk.prompt.number, button.key) for button in talk.prompt.buttons)
    yield from map(Said, typed)


def _tired(talk: Conversation, place: AtLesson | AtTask) -> Conversation:
    """Return the talk of somebody who has failed here so often that help is offered next time."""
    place = replace(place, tries=STUCK_AFTER - 1)
    return replace(talk, place=place, bookmark=talk.bookmark and place, misses=1)


def _words(talk: Conversation, action: Action) -> str:
    match action:
        case Said(text):
            return text
        case Pressed(_, key) if talk.prompt is not None:
            return next(button.label for button in talk.prompt.buttons if button.key == key)
        case _:
            return ""


class _Dice:
    """Throws that are the same in every rehearsal, and not all alike."""

    def __init__(self) -> None:
        self._throws = 0

    def randrange(self, stop: int, /) -> int:
        """Return the next throw."""
        self._throws += 7
        return self._throws % stop
