"""What a file says that should not be said again elsewhere: the marks by which mass production is known."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from bot.curriculum.checks.alike import plain
from bot.curriculum.checks.measures import questions_in
from bot.curriculum.files import DecoysFile, DrillsFile, FaqFile
from bot.curriculum.problems import Path
from bot.learning.course import Card, Choice, Lesson, Measure, Picture, Quiz, Variant
from bot.text.folding import fold, fold_each

ENDS = 6
"""Syllables at the beginning and at the end of a loudspeaker text by which two of them sound alike."""

Marks = Mapping[Path, Hashable]
"""Place → something that is equal wherever the same is said."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What one file says, by kind, with its place in the file."""

    texts: Mapping[Path, str] = field(default_factory=dict)
    """What should be told in a way of its own: cards, ways back, questions, answers, messages."""
    says: Marks = field(default_factory=dict)
    """Explanations of choices."""
    drawings: Marks = field(default_factory=dict)
    """Digests of what is drawn, whatever the words that stand for it."""
    examples: Marks = field(default_factory=dict)
    """Ways of asking; the first two steps of a place are the question it belongs to."""
    openings: Marks = field(default_factory=dict)
    closings: Marks = field(default_factory=dict)


@singledispatch
def traces_of(value: Any) -> Traces:
    """Return the traces of what a file holds; most kinds of files leave none."""
    return Traces()


@traces_of.register
def _(lesson: Lesson) -> Traces:
    cards: dict[Path, Card] = {("cards", place): card for place, card in enumerate(lesson.cards)}
    backs = {(*at, "mistake", "back"): card.mistake.back for at, card in cards.items() if card.mistake is not None}
    spoken, here = fold(lesson.loudspeaker).split(), ("loudspeaker",)
    return Traces(
        texts={(*at, "text"): card.text for at, card in cards.items()} | backs,
        says=_says({at: card.choices for at, card in cards.items()} | {("task",): lesson.task.choices}),
        drawings=_drawings({at: card.picture for at, card in cards.items()}),
        openings={here: " ".join(spoken[:ENDS])} if spoken else {},
        closings={here: " ".join(spoken[-ENDS:])} if spoken else {},
    )


@traces_of.register
def _(quiz: Quiz) -> Traces:
    return _questions(
        {
            ("objectives", place, "variants", number): variant
            for place, objective in enumerate(quiz.objectives)
            for number, variant in enumerate(objective.variants)
        }
    )


@traces_of.register
def _(measure: Measure) -> Traces:
    return _questions(dict(questions_in(measure)))


def _questions(variants: Mapping[Path, Variant]) -> Traces:
    return Traces(
        texts={(*at, "text"): variant.text for at, variant in variants.items()},
        says=_says({at: variant.choices for at, variant in variants.items()}),
        drawings=_drawings({at: variant.picture for at, variant in variants.items()}),
    )


@traces_of.register
def _(file: DrillsFile) -> Traces:
    return Traces(
        texts={("drills", place, "message"): drill.message for place, drill in enumerate(file.drills)},
        says=_says({("drills", place): drill.choices for place, drill in enumerate(file.drills)}),
    )


@traces_of.register
def _(file: FaqFile) -> Traces:
    return Traces(
        texts={("entries", place, "answer"): entry.answer for place, entry in enumerate(file.entries)},
        examples=_examples({("entries", place): entry.examples for place, entry in enumerate(file.entries)}),
    )


@traces_of.register
def _(file: DecoysFile) -> Traces:
    return Traces(examples=_examples({("decoys", place): one.examples for place, one in enumerate(file.decoys)}))


def _says(choices: Mapping[Path, tuple[Choice, ...]]) -> Marks:
    return {
        (*at, "choices", place, "say"): plain(choice.say)
        for at, several in choices.items()
        for place, choice in enumerate(several)
    }


def _drawings(pictures: Mapping[Path, Picture | None]) -> Marks:
    return {
        (*at, "picture"): hash((picture.screen, picture.act, picture.compare, picture.file))
        for at, picture in pictures.items()
        if picture is not None
    }


def _examples(examples: Mapping[Path, tuple[str, ...]]) -> Marks:
    def placed() -> Iterator[tuple[Path, str]]:
        for at, several in examples.items():
            for place, text in enumerate(fold_each(several)):
                yield (*at, "examples", place), text

    return dict(placed())
