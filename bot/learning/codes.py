"""Codes that people read aloud and type: Crockford base32, without letters that look like digits."""

import re
from typing import Protocol

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SHAPE = re.compile(rf"[{_ALPHABET}]+")
_TYPED = re.compile(r"\w{4}(\W{0,3}\w{4}){1,2}", re.ASCII)
_WITHIN = re.compile(r"(?<!\w)(?:[0-9A-Za-z]{4}(?:[.\-]?[0-9A-Za-z]{4}){1,2}|[0-9A-Z]{4}(?: [0-9A-Z]{4}){1,2})(?!\w)")

SPELLED = re.compile(rf"(?<!\w)(?=[A-Z\-]*\d)(?=[\d\-]*[A-Z])[{_ALPHABET}]{{4}}(?:-?[{_ALPHABET}]{{4}}){{1,2}}(?!\w)")
"""A code within a text of ours, as `spell` writes it or as a link carries it."""

HIDDEN = "••••-••••"
"""What is kept of a code that somebody typed."""


class Dice(Protocol):
    """Where chance comes from: handed in, so that a test can decide it."""

    def randrange(self, stop: int, /) -> int:
        """Return an integer from 0 up to, not including, `stop`."""


def new_code(dice: Dice, length: int = 8) -> str:
    """
    Return a code of `length` characters, 5 bits each, with at least one letter and one digit that looks like none.

    The mixture makes a code recognisable among the words and numbers that people type in a chat.
    """
    while True:
        code = "".join(_ALPHABET[dice.randrange(len(_ALPHABET))] for _ in range(length))
        if any(sign in "23456789" for sign in code) and any(sign.isalpha() for sign in code):
            return code


def spell(code: str) -> str:
    """Return the code in groups of four, as it is shown: `7QK2-9FXM`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(text: str) -> str | None:
    """
    Return the code that a text consists of, forgiving case, look-alikes and how its groups of four are parted.

    None if it is no code: "mat 500tr" has the signs of one, but not its groups.
    """
    shape = _TYPED.fullmatch(text.strip())
    if shape is None:
        return None
    bare = re.sub(r"[\W_]", "", text).upper()
    mixed = any(sign.isdigit() for sign in bare) and any(sign.isalpha() for sign in bare)
    code = bare.translate(_LOOKALIKES)
    return code if mixed and _SHAPE.fullmatch(code) else None


def hide_codes(text: str) -> str:
    """Return what somebody typed with dots in place of every code, also of one within a sentence."""
    if read_code(text):
        return HIDDEN
    return _WITHIN.sub(lambda found: HIDDEN if read_code(found[0]) else found[0], text)
