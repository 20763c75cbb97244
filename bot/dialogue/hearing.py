"""What a message means where the talk stands: a choice, a global word, a code, or words of the learner's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bot.dialogue.messages import (
    Action,
    Button,
    Event,
    LinkAnswered,
    LinkAsked,
    Opened,
    Pressed,
    Prompt,
    Said,
    Sent,
)
from bot.learning.codes import read_code, read_link_code
from bot.text.folding import fold, fold_label, nfc
from bot.text.masking import mask_secrets

LONGEST = 1_000
"""Characters of a message that are looked at; nobody types more in one go, and pasted texts say enough by then."""

_TELLING = 3  # letters from which a beginning may stand for the whole
_SURE = 85  # of 100: how alike a typed text and a label must be
_NUMBER = re.compile(r"(?:so|cau|chon|nut|y)?\s*(\d{1,2})")
_NUMBER_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8}
_EMERGENCY_SIGNS = ("🆘", "🚨")
_TURNS_ROUND = re.compile(r"\d+|\b(?:khong|ko|dung|chua|chang|cha|khoi)\b")
"""What makes two nearly equal texts mean different things: another number, or a no."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice of the open prompt."""

    key: str


@dataclass(frozen=True, slots=True)
class Command:
    """A global word, which works everywhere: `menu`, `next`, `back`, `again`, `stop`, `help`, `lost`, `sos` …"""

    word: str
    typed: str = field(default="", compare=False)
    """The text as it was typed: where a name is asked for, "Dung" need not mean "dừng"."""


@dataclass(frozen=True, slots=True)
class CodeTyped:
    """Something of the shape of a code."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the learner's own, composed, shortened and with secrets masked."""

    text: str


@dataclass(frozen=True, slots=True)
class Stale:
    """A button of a prompt that is closed."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A photo, a voice message, a sticker, or signs without a word."""

    kind: str


Heard = Chosen | Command | CodeTyped | Words | Stale | Unreadable | Opened | Event


def hear(action: Action, prompt: Prompt | None, words: Mapping[str, tuple[str, ...]]) -> Heard:
    """
    Return what an action means, given the open prompt and the global words.

    A choice named exactly (number, label, synonym) wins over a global word, which wins over a choice half named. What
    has six digits is a code only if it is none of these.
    """
    match action:
        case Pressed(number, key):
            is_open = prompt is not None and number == prompt.number
            return (
                Chosen(key) if prompt and is_open and any(key == button.key for button in prompt.buttons) else Stale()
            )
        case Said(text):
            return _hear_text(nfc(text)[:LONGEST].strip(), prompt.buttons if prompt else (), words)
        case Sent(kind):
            return Unreadable(kind)
        case Opened() | LinkAsked() | LinkAnswered():
            return action


def _hear_text(text: str, buttons: tuple[Button, ...], words: Mapping[str, tuple[str, ...]]) -> Heard:
    if any(sign in text for sign in _EMERGENCY_SIGNS):
        return Command("sos")
    folded = fold(text)
    if not folded:
        return Unreadable("signs")
    if key := _exactly(folded, buttons):
        return Chosen(key)
    if read_code(text):
        return CodeTyped(text)
    for word, spellings in words.items():
        if folded in map(fold_label, spellings):
            return Command(word, text)
    if key := _nearly(folded, buttons):
        return Chosen(key)
    if read_link_code(text):
        return CodeTyped(text)
    return Words(mask_secrets(text))


def _exactly(folded: str, buttons: tuple[Button, ...]) -> str | None:
    for button in buttons:
        if folded in {fold_label(button.label), *map(fold_label, button.synonyms)}:
            return button.key  # before numbers: "ba" without its mark is also a form of address
    number = _number(folded)
    return buttons[number - 1].key if number is not None and 1 <= number <= len(buttons) else None


def _number(folded: str) -> int | None:
    if folded in _NUMBER_WORDS:
        return _NUMBER_WORDS[folded]
    found = _NUMBER.fullmatch(folded)
    return int(found[1]) if found else None


def _nearly(folded: str, buttons: tuple[Button, ...]) -> str | None:
    """Return the only choice that begins like the text, or the only one that is nearly the same; never a guess."""
    labels = [(button.key, fold_label(button.label)) for button in buttons]
    begun = [key for key, label in labels if len(folded) >= _TELLING and _begins(label, folded)]
    if len(begun) == 1:
        return begun[0]
    alike = [
        key
        for key, label in labels
        if _TURNS_ROUND.findall(label) == _TURNS_ROUND.findall(folded) and fuzz.ratio(folded, label) >= _SURE
    ]
    return alike[0] if len(alike) == 1 else None


def _begins(label: str, folded: str) -> bool:
    """Return whether a label begins like the text, without cutting a number: "thôn 1" is not the start of "thôn 12"."""
    cuts_a_number = folded[-1].isdigit() and label[len(folded) : len(folded) + 1].isdigit()
    return label.startswith(folded) and not cuts_a_number
