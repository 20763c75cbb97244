"""
How wide words are.

The table holds, letter by letter, the wider of Be Vietnam Pro and DejaVu Sans, in hundredths of the size; Roboto
and the fonts of phones are narrower. So words keep their place in whatever font they end up.
"""

import unicodedata
from functools import lru_cache

_REGULAR = {
    28: "ijl'",
    30: "I",
    32: " .,‘’·\u00a0",
    34: ":;",
    40: "f",
    42: "r!|",
    44: "t()",
    46: '"[]',
    48: "J",
    50: "*\\°",
    52: "/“”",
    54: "sz",
    58: "k?",
    60: "vxy•",
    62: "ce-",
    64: "hnuEFLS178{}₫",
    66: "abdgopqPT235$",
    68: "đKY069",
    70: "BRZ–",
    72: "VX4_",
    74: "A€",
    76: "HNU",
    78: "CD&",
    80: "GĐ",
    84: "OQ<>#+=✓✗→←↑↓×÷~^",
    88: "wM",
    96: "%",
    98: "m",
    100: "—…",
    102: "W@",
}
_BOLD = {
    32: "'",
    36: "ijl \u00a0",
    38: "I.,‘’·",
    40: ":;",
    44: "f|",
    46: "!()",
    48: "t",
    50: "rJ°",
    52: "[]",
    54: '"*\\',
    56: "/",
    60: "sz",
    62: "-",
    64: "c?•",
    66: "vxyL“”",
    68: "aek",
    70: "oEFT012356789₫$€",
    72: "bdghnpquđ4–{}",
    74: "PSYZ_",
    78: "ABCKRVX",
    82: "U",
    84: "DGHNĐ<>+=✓✗→←↑↓×÷~^",
    86: "OQ#",
    88: "&",
    94: "w",
    100: "M—…",
    102: "@%",
    106: "m",
    112: "W",
}
_HORN = "\u031b"
_HORN_ADDS = {"o": 4, "u": 2, "O": 12, "U": 13}
"""What the horn of ơ and ư adds, where it adds most."""
_OTHER = 150
"""Of letters and signs that are not in the table."""

_REMEMBERED = 8_192

_WIDTHS = tuple({letter: size for size, letters in table.items() for letter in letters} for table in (_REGULAR, _BOLD))


def width(words: str, size: float, bold: bool = False) -> float:
    """Return how wide words are at most, on one line."""
    parts = words.split(" ")
    gaps = (len(parts) - 1) * _WIDTHS[bold][" "]
    return (sum([_advances(part, bold) for part in parts]) + gaps) * size / 100


@lru_cache(maxsize=_REMEMBERED)
def _advances(word: str, bold: bool) -> int:
    """Return the width of a word in hundredths of its size; most words are syllables that come again and again."""
    table = _WIDTHS[bold]
    return sum(_advance(letter, table) for letter in unicodedata.normalize("NFC", word))


def _advance(letter: str, table: dict[str, int]) -> int:
    """Return the width of a letter: marks above and below it take no room, a horn a little."""
    if letter in table:
        return table[letter]
    if unicodedata.combining(letter):
        return 0
    apart = unicodedata.normalize("NFD", letter)
    base = apart[0]
    return table.get(base, _OTHER) + (_HORN_ADDS.get(base, 0) if _HORN in apart else 0)
