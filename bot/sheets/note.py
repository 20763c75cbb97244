"""The note of a lesson: its steps with their drawings, what to remember, where one slips, room to write, a QR code."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from bot.drawing import svg
from bot.learning.course import Card, Choice, Lesson, Picture
from bot.text.markup import to_html
from bot.text.measure import sentences, syllables
from bot.text.phrasebook import AddressForm, address

_VERDICT = 5
"""Syllables of a first sentence that only praises."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture on paper: drawn here, or a file of an author."""

    svg: Markup | None
    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    number: int
    words: Markup
    drawing: Drawing | None
    slip: str
    """What goes wrong here most often; empty if nothing is known."""
    way_back: Markup


@dataclass(frozen=True, slots=True)
class Remembered:
    """A question of the lesson with the answer that was right."""

    question: Markup
    answer: str
    why: Markup


@dataclass(frozen=True, slots=True)
class Note:
    """What stands on the note of one lesson."""

    title: str
    goal: Markup
    steps: tuple[Step, ...]
    remembered: tuple[Remembered, ...]
    task: Markup


def note_of(lesson: Lesson, skill_id: str, pictures: str, form: AddressForm) -> Note:
    """Return the note of a lesson; `pictures` is the address under which the files of authors are served."""
    say = partial(_say, form)
    draw = partial(_drawing, f"{pictures}/{skill_id}", form)
    return Note(
        title=lesson.title,
        goal=say(lesson.goal),
        steps=tuple(
            Step(
                number,
                say(card.text),
                draw(card.picture) if card.picture else None,
                address(card.mistake.what, form) if card.mistake else "",
                say(card.mistake.back) if card.mistake else Markup(),
            )
            for number, card in enumerate(_steps(lesson), start=1)
        ),
        remembered=tuple(
            Remembered(say(card.text), address(right.label, form), say(_reason(right.say)))
            for card in lesson.cards
            for right in _right(card)
        ),
        task=say(lesson.task.text),
    )


def _steps(lesson: Lesson) -> Iterator[Card]:
    return (card for card in lesson.cards if not card.is_question)


def _right(card: Card) -> Iterator[Choice]:
    return (choice for choice in card.choices if choice.right)


def _reason(explanation: str) -> str:
    """Return an explanation without its opening "Đúng rồi ạ.", which answers somebody and means nothing on paper."""
    first, *others = sentences(explanation)
    return " ".join(others) if others and syllables(first) <= _VERDICT else explanation


def _say(form: AddressForm, text: str) -> Markup:
    return Markup(to_html(address(text, form)))  # noqa: S704 - to_html escapes


def _drawing(folder: str, form: AddressForm, picture: Picture) -> Drawing:
    alt = address(picture.alt, form)
    if picture.file:
        return Drawing(None, f"{folder}/{picture.file}", alt)
    return Drawing(Markup(svg(replace(picture, alt=alt))), "", alt)  # noqa: S704 - made here; every word in it is escaped
