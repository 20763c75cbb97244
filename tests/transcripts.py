"""
Conversations as files that read like the chat, replayed line by line against the real services.

A line of a `.chat` file is something that happens, or what came of it:

    # a comment, kept as it is
    > words              the learner types; {code} is the last code that anybody was shown
    > nfd(Đồng ý)        types letters and marks apart; `> repeat(10000, a)` types something many times
    > [Label]            presses that button of the open prompt
    > (photo)            sends a photo, voice, sticker, file …
    > /start XM-DONG     opens the chat from the poster of a unit; `/start ?{code}` from a link with a code
    > !3:next            presses the button `next` of prompt 3, open or not
    ~ 2 days             time passes
    @ Minh               from here on it is the phone of somebody else
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
from bot.ports import Work
from bot.services.conversing import take
from tests.dice import SeededDice

_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){1,2}\b")
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
        self.phone = "web"
        self.last_code = ""
        self.keys = 0
        self.shown: dict[int, int] = {}
        self.prompts: dict[str, Outgoing] = {}
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
            self.phone = rest
            yield source
        elif sign == "!":
            self.store.add_mentor_code(MENTOR_CODE, rest.split()[1])
            self.last_code = MENTOR_CODE
            yield source
        elif sign == ">":
            yield source
            yield from self._take(self._action(rest))

    def _action(self, text: str) -> Action:
        text = text.replace("{code}", self.last_code)
        if text.startswith("/start"):
            argument = text.removeprefix("/start").strip()
            return Opened(code=argument[1:]) if argument.startswith("?") else Opened(argument or None)
        if text.startswith("!"):
            number, _, key = text[1:].partition(":")
            return Pressed(int(number), key)
        if text.startswith("(") and text[1:-1] in _MEDIA:
            return Sent(text[1:-1])  # type: ignore[arg-type]
        if text.startswith("[") and text.endswith("]"):
            return self._press(text[1:-1])
        if text.startswith("nfd("):
            return Said(unicodedata.normalize("NFD", text[4:-1]))
        if text.startswith("repeat("):
            times, _, what = text[7:-1].partition(", ")
            return Said(what * int(times))
        return Said(text)

    def _press(self, label: str) -> Pressed:
        prompt = self.prompts[self.phone]
        found = [button.key for button in prompt.buttons if button.label == label]
        assert found, f"there is no button [{label}], only {[button.label for button in prompt.buttons]}"
        return Pressed(prompt.prompt or 0, found[0])

    def _take(self, action: Action) -> Iterator[str]:
        self.keys += 1
        incoming = Incoming(Address("web", "web", self.phone), f"k{self.keys}", action)
        talk_id = self.store.write(take, self.content, incoming, self.now, self.dice)
        self.now += timedelta(seconds=20)
        for line in self.store.write(_lines, talk_id, self.shown.get(talk_id, 0)):
            self.shown[talk_id] = line.seq
            if line.said is not None:
                yield from self._said(line.said)
        yield from self._recorded(incoming.address)

    def _said(self, message: Outgoing) -> Iterator[str]:
        first, *others = message.text.splitlines()
        yield f"< {first}"
        yield from (f"  {other}" for other in others if other)
        if message.image:
            yield f"  ({message.image.alt})"
        if message.qr:
            yield f"  (QR: {message.qr})"
        if message.buttons:
            self.prompts[self.phone] = message
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
