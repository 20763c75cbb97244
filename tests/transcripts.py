"""
Conversations as files that read like the chat, replayed line by line against the real services.

A line of a `.chat` file is something that happens, or what came of it:

    # a comment, kept as it is
    > words              the learner types; {code} is the last code that anybody was shown
    > nfd(Đồng ý)        types letters and marks apart; `> repeat(10000, a)` types something many times
    > [Label]            presses that button of the open prompt
    > [✓]  > [✗]         presses the right choice of the open question, or the first that is not; `> ✓` types its label
    > [?]                presses what goes wrong most often at this step
    >> lesson            goes on rightly to the end of the lesson, `>> quiz` of the quiz; shows where that leads
    > (photo)            sends a photo, voice, sticker, file …
    > /start XM-DONG     opens the chat from the poster of a unit; `/start ?{code}` from a link with a code;
                         `/start #wifi-la` from the printed note of a lesson
    > !3:next            presses the button `next` of prompt 3, open or not
    ~ 2 days             time passes
    @ Minh               from here on it is the phone of somebody else; `@ Minh on telegram` is one on another channel;
                         shows what was said there in the meantime
    ! mentor XM-DONG     the office makes an invitation for mentors of a unit; {code} is its code
    < words              what the assistant said; its picture or QR code, if any, as (words), its choices as [Label]
    = lesson x S         what was recorded
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.curriculum.content import Content
from bot.dialogue.messages import Action, Address, Incoming, Opened, Outgoing, Pressed, Said, Sent
from bot.learning.course import Choice
from bot.ports import Work
from bot.services.conversing import take
from bot.text.folding import fold
from bot.text.phrasebook import address
from tests.dice import SeededDice

_ENDS = {"lesson": "did", "quiz": "onward"}
"""What can be pressed where each ends."""
_CODE = re.compile(r"\b(?:[0-9A-Z]{4}(?:-[0-9A-Z]{4}){1,2}|\d{3}\xa0\d{3})\b")
_UNITS = {"minutes": "minutes", "hours": "hours", "days": "days"}
_MEDIA = {"photo", "voice", "sticker", "file", "contact", "location", "other"}
MENTOR_CODE = "MENT0R42"


class Store(Protocol):
    """Somewhere to keep everything: the fake, or a database. Each call is one transaction."""

    def write(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run a function of a unit of work."""

    def knows(self, person_id: int) -> bool:
        """Return whether there is such a person, not erased since."""

    def add_mentor_code(self, code: str, unit: str) -> None:
        """Do what the office page does."""


class Player:
    """Plays the inputs of a transcript and writes down what came of them."""

    def __init__(self, content: Content, store: Store, now: datetime) -> None:
        self.content, self.store, self.now = content, store, now
        self.dice = SeededDice()
        self.questions = _questions(content)
        self.address = Address("web", "web", "web")
        self.last_code = ""
        self.keys = 0
        self.talks: dict[Address, int] = {}
        self.shown: dict[int, int] = {}
        self.prompts: dict[Address, Outgoing] = {}
        self.known: dict[int, set[str]] = {}

    def play(self, script: str) -> str:
        """Return the transcript with every answer as it is now."""
        return "\n".join(line for source in script.splitlines() for line in self._line(source)) + "\n"

    def _line(self, source: str) -> Iterator[str]:
        sign, _, rest = source.partition(" ")
        if not source or sign == "#":
            yield source
        elif sign == "~":
            amount, unit = rest.split()
            self.now += timedelta(**{_UNITS[unit]: float(amount)})
            yield source
        elif sign == "@":
            name, _, channel = rest.partition(" on ")
            self.address = Address(channel or "web", channel or "web", name)
            yield source
            yield from self._news()
        elif sign == "!":
            self.store.add_mentor_code(MENTOR_CODE, rest.split()[1])
            self.last_code = MENTOR_CODE
            yield source
        elif sign == ">":
            yield source
            yield from self._take(self._action(rest))
        elif sign == ">>":
            yield source
            yield from self._go_on(_ENDS[rest])

    def _action(self, text: str) -> Action:
        text = text.replace("{code}", self.last_code)
        if text.startswith("/start"):
            return _opened(text.removeprefix("/start").strip())
        if text.startswith("!"):
            number, _, key = text[1:].partition(":")
            return Pressed(int(number), key)
        if text.startswith("(") and text[1:-1] in _MEDIA:
            return Sent(text[1:-1])  # type: ignore[arg-type]
        if text.startswith("[") and text.endswith("]"):
            return self._press(text[1:-1])
        if text == "✓":
            return Said(fold(self._labels[self._choice(right=True)]))
        if text.startswith("nfd("):
            return Said(unicodedata.normalize("NFD", text[4:-1]))
        if text.startswith("repeat("):
            times, _, what = text[7:-1].partition(", ")
            return Said(what * int(times))
        return Said(text)

    @property
    def _labels(self) -> dict[str, str]:
        """What can be pressed now: key → label."""
        return {button.key: button.label for button in self.prompts[self.address].buttons}

    def _press(self, label: str) -> Pressed:
        if label == "?":
            return self._pressed("mistake")
        if label in "✓✗":
            return self._pressed(self._choice(right=label == "✓"))
        found = [key for key, other in self._labels.items() if other == label]
        assert found, f"there is no button [{label}], only {list(self._labels.values())}"
        return self._pressed(found[0])

    def _pressed(self, key: str) -> Pressed:
        return Pressed(self.prompts[self.address].prompt or 0, key)

    def _choice(self, *, right: bool) -> str:
        """Return the key of the right choice of the open question, or of the first that is not right."""
        forms = (self.content.phrases.form, *self.content.addresses)
        for choices in self.questions:
            shown = ({choice.id: address(choice.label, form) for choice in choices} for form in forms)
            if self._labels in shown:
                return next(choice.id for choice in choices if choice.right == right)
        raise AssertionError(f"no question has the choices {self._labels}")

    def _go_on(self, ends: str) -> Iterator[str]:
        """Go on rightly until a button of that key shows up; yield what was recorded, and the last answer."""
        answer: list[str] = []
        while ends not in self._labels:
            key = "next" if "next" in self._labels else self._choice(right=True)
            answer = list(self._take(self._pressed(key)))
            yield from (line for line in answer if line.startswith("= ") and ends not in self._labels)
        yield from answer

    def _take(self, action: Action) -> Iterator[str]:
        self.keys += 1
        incoming = Incoming(self.address, f"k{self.keys}", action)
        talk_id = self.store.write(take, self.content, incoming, self.now, self.dice).talk_id
        self.now += timedelta(seconds=20)
        self.talks[self.address] = talk_id
        yield from self._news()
        yield from self._recorded(incoming.address)

    def _news(self) -> Iterator[str]:
        """Yield what was said here since somebody last looked."""
        talk_id = self.talks.get(self.address, 0)
        for line in self.store.write(_lines, talk_id, self.shown.get(talk_id, 0)) if talk_id else ():
            self.shown[talk_id] = line.seq
            if line.said is not None:
                yield from self._said(line.said)

    def _said(self, message: Outgoing) -> Iterator[str]:
        first, *others = message.text.splitlines()
        yield f"< {first}"
        yield from (f"  {other}" for other in others if other)
        if message.image:
            yield f"  ({message.image.alt})"
        if message.qr:
            yield f"  (QR: {message.qr})"
        if message.buttons:
            self.prompts[self.address] = message
            yield "  " + " ".join(f"[{button.label}]" for button in message.buttons)
        if found := _CODE.search(message.text):
            self.last_code = found.group()

    def _recorded(self, address: Address) -> Iterator[str]:
        person_id = self.store.write(_speaker, address, self.now)
        self.known.setdefault(person_id, set())
        for known_id, known in self.known.items():
            facts = self.store.write(_facts, known_id) if self.store.knows(known_id) else []
            for fact in facts:
                if fact not in known:
                    yield f"= {fact}"
            self.known[known_id] = set(facts)


def _questions(content: Content) -> list[tuple[Choice, ...]]:
    skills = content.course.skills
    lessons = content.course.lessons
    quizzes = [skill.quiz for skill in skills if skill.quiz]
    return [
        *(card.choices for lesson in lessons for card in lesson.cards if card.choices),
        *(lesson.task.choices for lesson in lessons),
        *(variant.choices for quiz in quizzes for objective in quiz.objectives for variant in objective.variants),
        *(drill.choices for drill in content.drills),
    ]


def _lines(work: Work, talk_id: int, after: int) -> Any:
    return work.outbox.lines(talk_id, after, 1_000)


def _speaker(work: Work, address: Address, now: datetime) -> int:
    return work.conversations.take(address, now).learner.id


def _facts(work: Work, person_id: int) -> list[str]:
    """Return in words everything that is recorded about a person; nothing for one who was erased."""
    learner = work.people.learner(person_id)
    facts = [f"{entry.kind} {entry.item_id} {entry.level}" for entry in learner.evidence]
    facts += [f"completed {done.skill_id} {done.level}" for done in work.ledger.completions(person_id)]
    facts += [f"consent {kind} {'yes' if given else 'no'}" for kind, given in learner.consents.items()]
    if learner.counted_from:
        facts.append(f"member of {learner.unit.code if learner.unit else '?'} as {learner.group}")
    if learner.is_mentor:
        facts.append("mentor")
    if learner.mentor_name:
        facts.append(f"followed by {learner.mentor_name}")
    if learner.is_child:
        facts.append(f"child, guardian {'agreed' if learner.guardian_agreed else 'did not agree'}")
    return facts


def _opened(argument: str) -> Opened:
    match argument[:1]:
        case "?":
            return Opened(code=argument[1:])
        case "#":
            return Opened(lesson=argument[1:])
        case _:
            return Opened(argument or None)
