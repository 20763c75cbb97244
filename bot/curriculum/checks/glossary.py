"""What every check of words needs to know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.text.folding import fold


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words that have a meaning of their own everywhere in the product."""

    global_words: frozenset[str] = frozenset()
    """Folded: whoever types one leaves the question, so no choice may be called that."""
    foreign: Mapping[str, str] = field(default_factory=dict)
    """Foreign words → what explains them. One with capitals (AI) is looked for as it is, others in any case."""
    by_first: Mapping[bytes, tuple[str, ...]] = field(default_factory=dict)
    """The first word of each foreign expression, as it may be spelt → the expressions: most texts have none of them."""


def make_glossary(words: Mapping[str, tuple[str, ...]], foreign: Mapping[str, str]) -> Glossary:
    """Return the glossary of content/words.yaml and content/foreign-words.yaml."""
    by_first: dict[bytes, tuple[str, ...]] = {}
    for word in foreign:
        first = re.split(r"\W", word)[0]
        for form in {first} if word != word.lower() else {first, first.capitalize(), first.upper()}:
            for bare in bare_words(form):
                by_first[bare] = (*by_first.get(bare, ()), word)
    folded = frozenset(fold(word) for several in words.values() for word in several)
    return Glossary(folded - {""}, foreign, by_first)


_SEPARATORS = bytes(code if chr(code).isalnum() or chr(code) in "_?" else 32 for code in range(256))


def bare_words(text: str) -> list[bytes]:
    """
    Return the words of a text, each letter that is not plain ASCII as a question mark.

    Words have to be looked up in every text there is; as bytes that takes a third of the time.
    """
    return text.replace("?", " ").encode("ascii", "replace").translate(_SEPARATORS).split()
