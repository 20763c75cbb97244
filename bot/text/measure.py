"""How long a text is for the person who reads it: syllables and sentences."""

import re

_SENTENCE_END = re.compile(r"(?<=[.!?…:;])\s+|\n+")
_SYLLABLE = re.compile(r"\w+", re.UNICODE)


def syllables(text: str) -> int:
    """Return how many syllables (runs of letters or digits) a text has."""
    return len(_SYLLABLE.findall(text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a new line ends one as a full stop does."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]
