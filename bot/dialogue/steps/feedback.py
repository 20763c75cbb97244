"""What questions of every kind share: finding the pressed choice, and saying kindly what it led to."""

from collections.abc import Sequence

from bot.dialogue.messages import Button
from bot.dialogue.talk import Talk
from bot.learning.course import Choice


def find(choices: Sequence[Choice], key: str) -> Choice | None:
    """Return the choice that was pressed, or None if the question was edited meanwhile and has lost it."""
    return next((choice for choice in choices if choice.id == key), None)


def buttons_of(talk: Talk, choices: Sequence[Choice]) -> list[Button]:
    """Return the buttons of a question, addressed to this person."""
    return [Button(choice.id, talk.fill(choice.label), choice.synonyms) for choice in choices]


def explain(talk: Talk, choice: Choice, buttons: Sequence[Button] = ()) -> None:
    """Say at once why a choice was right, or what to do instead; never only that it was."""
    talk.say("answer.right" if choice.right else "answer.not_yet", buttons, explanation=talk.fill(choice.say))
