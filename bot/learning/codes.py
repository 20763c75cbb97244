"""
Codes that people read aloud and type: Crockford base32, without letters that look like digits.

Only the code that links a second channel is six digits: it lives for minutes, and the first channel is asked.
"""

import re
from typing import Protocol

from bot.text.folding import fold

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SHAPE = re.compile(rf"[{_ALPHABET}]+")
_TYPED = re.compile(r"\w{4}(\W{0,3}\w{4}){1,2}", re.ASCII)
_WITHIN = re.compile(r"(?<!\w)(?:[0-9A-Za-z]{4}(?:[.\-]?[0-9A-Za-z]{4}){1,2}|[0-9A-Z]{4}(?: [0-9A-Z]{4}){1,2})(?!\w)")

_LINK_DIGITS = 6
_TOGETHER = "\u00a0"
"""The space within a link code: no line breaks there, and no number of an author's is written so."""
_LONGEST_LINK = 60
_AMOUNT = re.compile(r"\d[.,]\d")
_LINK = re.compile(
    r"(?:(?:da|vang|ma|so|noi|lien ?ket|la|day) ?)*"
    r"([0-9]{3} ?[0-9]{3}|[0-9](?: [0-9]){5})"
    r"(?: (?:a|nhe|nha|day|do))*"
)
_LINK_WITHIN = re.compile(
    rf"(?<!\d)\d{{3}}{_TOGETHER}\d{{3}}(?!\d)|(?i:(?<=nối )|(?<=noi )|(?<=kết )|(?<=ket ))\d{{3}}[\s\-]?\d{{3}}(?!\d)"
)

SPELLED = re.compile(
    rf"(?<!\w)(?=[A-Z\-]*\d)(?=[\d\-]*[A-Z])[{_ALPHABET}]{{4}}(?:-?[{_ALPHABET}]{{4}}){{1,2}}(?!\w)"
    rf"|(?<!\d)[0-9]{{3}}{_TOGETHER}[0-9]{{3}}(?!\d)"
)
"""A code within a text of ours, as `spell` writes it or as a link carries it."""

HIDDEN = "••••-••••"
"""What is kept of a code that somebody typed."""
HIDDEN_LINK = "••• •••"


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


def new_link_code(dice: Dice) -> str:
    """Return six digits."""
    return f"{dice.randrange(10**_LINK_DIGITS):0{_LINK_DIGITS}}"


def spell(code: str) -> str:
    """Return the code as it is shown: in groups of four, `7QK2-9FXM`; six digits in two halves, `482 913`."""
    if len(code) == _LINK_DIGITS:
        return f"{code[:3]}{_TOGETHER}{code[3:]}"
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


def read_link_code(text: str) -> str | None:
    """
    Return the six digits that a text consists of, with or without the words that may stand around them.

    "482.913" is an amount of money, and a date has other groups.
    """
    if len(text) > _LONGEST_LINK or _AMOUNT.search(text):
        return None
    found = _LINK.fullmatch(fold(text))
    return found[1].replace(" ", "") if found else None


def read_any_code(text: str) -> str | None:
    """Return the code of either kind that a text consists of."""
    return read_code(text) or read_link_code(text)


def hide_codes(text: str) -> str:
    """
    Return what somebody typed with dots in place of every code, also of one within a sentence.

    Six digits within a sentence are hidden where they are spelled as we do, or the words before them say what they are.
    """
    if read_code(text):
        return HIDDEN
    if read_link_code(text):
        return HIDDEN_LINK
    text = _WITHIN.sub(lambda found: HIDDEN if read_code(found[0]) else found[0], text)
    return _LINK_WITHIN.sub(HIDDEN_LINK, text)
