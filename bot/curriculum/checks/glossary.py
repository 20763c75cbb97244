"""What every check of words needs to know."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.learning.knowledge import LocalValue
from bot.text.folding import fold
from bot.text.phrasebook import ADDRESS_NAMES


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words that have a meaning of their own everywhere in the product."""

    global_words: frozenset[str] = frozenset()
    """Folded: whoever types one leaves the question, so no choice may be called that."""
    foreign: Mapping[str, str] = field(default_factory=dict)
    """Foreign words → what explains them. One with capitals (AI) is looked for as it is, others in any case."""
    by_first: Mapping[bytes, tuple[str, ...]] = field(default_factory=dict)
    """The first word of each foreign expression, as it may be spelt → the expressions: most texts have none of them."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What texts may use as {id} → what is shown instead, where no plan has a value of its own."""
    blanks: frozenset[str] = ADDRESS_NAMES
    """Whatever may stand in curly braces in any text: the forms of address and the values."""
    growth: int = 1
    """By how many letters a text can grow when one of its blanks is filled."""
    uncertain: frozenset[str] = frozenset()
    """Values that could not be confirmed."""
    hotlines: Mapping[str, str] = field(default_factory=dict)
    """Digits of the numbers to call → the value's id, which texts use instead of the digits."""
    beginnings: frozenset[str] = frozenset()
    """The first digits of those numbers: most texts have none of them."""


def make_glossary(
    words: Mapping[str, tuple[str, ...]], foreign: Mapping[str, str], values: Sequence[LocalValue] = ()
) -> Glossary:
    """Return the glossary of content/words.yaml, content/foreign-words.yaml and content/values.yaml."""
    by_first: dict[bytes, tuple[str, ...]] = {}
    for word in foreign:
        first = re.split(r"\W", word)[0]
        for form in {first} if word != word.lower() else {first, first.capitalize(), first.upper()}:
            for bare in bare_words(form):
                by_first[bare] = (*by_first.get(bare, ()), word)
    folded = frozenset(fold(word) for several in words.values() for word in several)
    hotlines = {number: value.id for value in values if len(number := _number(value)) >= _TELLING}
    return Glossary(
        folded - {""},
        foreign,
        by_first,
        values={value.id: value.value for value in values},
        blanks=ADDRESS_NAMES.union(value.id for value in values),
        growth=max([1, *(len(value.value) - len(value.id) - 2 for value in values)]),
        uncertain=frozenset(value.id for value in values if value.uncertain),
        hotlines=hotlines,
        beginnings=frozenset(number[:_BEGINNING] for number in hotlines),
    )


_TELLING = 4
"""Digits: a shorter number (113) also means something else."""
_BEGINNING = 3  # digits


def _number(value: LocalValue) -> str:
    return re.sub(r"[. ]", "", value.value) if value.kind == "hotline" else ""


_SEPARATORS = bytes(code if chr(code).isalnum() or chr(code) in "_?" else 32 for code in range(256))


def bare_words(text: str) -> list[bytes]:
    """
    Return the words of a text, each letter that is not plain ASCII as a question mark.

    Words have to be looked up in every text there is; as bytes that takes a third of the time.
    """
    return text.replace("?", " ").encode("ascii", "replace").translate(_SEPARATORS).split()
