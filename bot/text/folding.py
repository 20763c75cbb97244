"""One spelling for what people type in many: composed, folded and sortable forms of Vietnamese."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")

_LONG = 500
_MOST_MARKS = 30
"""On one letter, as Unicode's stream-safe format has it; no writing needs more."""

# Letters in dictionary order; a tone only decides between words that are otherwise equal.
_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("0") + place) for place, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(text: str) -> str:
    """Return the text composed (NFC), the only form that is stored or compared; of a pile of marks only the first."""
    return unicodedata.normalize("NFC", text if len(text) < _LONG else _with_few_marks(text))


def _with_few_marks(text: str) -> str:
    """Return the text without endless marks on one letter: putting 30,000 of them in order would take seconds."""
    if text.isascii():
        return text
    marks = 0
    kept = []
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


class _Bare(dict[int, str]):
    """Code point → what is left of it without case and marks; filled as letters turn up."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code).casefold().replace("đ", "d"))
        bare = _NOT_WORD.sub(" ", "".join(part for part in parts if not unicodedata.combining(part)))
        if code < _REMEMBERED:
            self[code] = bare
        return bare


_REMEMBERED = 0x2000  # Latin with all its marks; a stranger cannot make the table grow further
_BARE = _Bare({ord("\n"): "\n"})


def fold(text: str) -> str:
    """
    Return the text lower-case, without tone or vowel marks, đ as d, one space between words.

    đ has no decomposition in Unicode, so stripping combining marks alone would leave it.
    """
    return " ".join(text.translate(_BARE).split())


@lru_cache(maxsize=8192)
def fold_label(text: str) -> str:
    """Return `fold` of a text of ours, a label or a word of the list: the same few come at every message."""
    return fold(text)


def fold_each(texts: Sequence[str]) -> list[str]:
    """Return every text folded, in half the time of folding one by one."""
    if not texts:
        return []
    joined = "\n".join([text.replace("\n", " ") for text in texts])
    return [" ".join(line.split()) for line in joined.translate(_BARE).split("\n")]


def sort_key(text: str) -> str:
    """
    Return a string that sorts as a Vietnamese dictionary does, by plain comparison.

    Databases disagree about Vietnamese order, so the key is stored beside the name.
    """
    base: list[str] = []
    tones: list[str] = []
    for word in _NOT_WORD.sub(" ", nfc(text).casefold()).split():
        for letter in word:
            parts = unicodedata.normalize("NFD", letter)
            tone = next((_TONES[part] for part in parts if part in _TONES), "0")
            plain = nfc("".join(part for part in parts if part not in _TONES))
            base.append(_RANK.get(plain, plain))
            tones.append(tone)
        base.append(" ")
    return "".join(base).rstrip() + "\x01" + "".join(tones)
