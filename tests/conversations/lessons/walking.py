"""The first transcript of a lesson: a learner who presses everything there is, the wrong things first."""

from collections.abc import Iterator, Sequence

from bot.curriculum.content import Content
from bot.learning.course import Card, Choice, Lesson
from bot.text.phrasebook import address


def walk(content: Content, lesson: Lesson) -> str:
    """Return a script that scans the printed note of a lesson and goes all the way, by every wrong way once."""
    return "\n".join([f"# {lesson.title}", f"> /start #{lesson.id}", *_presses(content, lesson)]) + "\n"


def _presses(content: Content, lesson: Lesson) -> Iterator[str]:
    form = content.phrases.form
    labels = [label for card in lesson.cards for label in _card(content, card)]
    did = content.phrases.say("button.did")
    labels += [label for wrong in _wrong(lesson.task.choices) for label in (did, wrong.label)]
    labels += [did, _right(lesson.task.choices).label]
    return (f"> [{address(label, form)}]" for label in labels)


def _card(content: Content, card: Card) -> Iterator[str]:
    if card.is_question:
        yield from (choice.label for choice in _wrong(card.choices))
        yield _right(card.choices).label
    else:
        if card.mistake:
            yield card.mistake.what
        yield content.phrases.say("button.next")


def _wrong(choices: Sequence[Choice]) -> list[Choice]:
    return [choice for choice in choices if not choice.right]


def _right(choices: Sequence[Choice]) -> Choice:
    return next(choice for choice in choices if choice.right)
