"""A name to be called by. It needs not be the one in the papers."""

import re
from collections.abc import Sequence

from bot.dialogue.facts import NameGiven
from bot.dialogue.hearing import Chosen, Command, Heard, Words
from bot.dialogue.places import AtData, AtName
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk
from bot.text.folding import fold

_LONGEST = 40
_EDGES = " .,!'-"
_MOST_WORDS = 6
_SELF = "t[oô]i|ch[aá]u|em|m[iì]nh|b[aá]c|c[oô]|ch[uú]|anh|ch[iị]|[oô]ng|b[aà]|con"
_IS = rf"(?:\s+(?:(?:{_SELF})\s+)?l[aà])?"
# "La" without its mark is a family name as well: only behind such a word does it mean "là".
_OPENING = re.compile(
    rf"^(?:(?:d[aạ]|v[aâ]ng),?\s+)?"
    rf"(?:(?:(?:{_SELF})\s+)?t[eê]n{_IS}|(?:{_SELF})\s+l[aà]|là|(?:c[uứ]\s+)?g[oọ]i{_IS})\s+",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:\s+(?:ạ|nhé|nha|đó|đấy))+$", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"[^\w\s.'\-]|[\d_]")
_TALK = frozenset(
    {"gì", "không", "sao", "nào", "đâu", "bấm", "hỏi", "biết", "muốn", "chưa", "rồi", "này", "cái", "ai", "tại", "vì"}
)
_ENDS_TALK = ("gì", "không", "gi", "khong", "ko")
_TALK_UNMARKED = frozenset(map(fold, _TALK)) - {"dau"} | {"ko"}
_ALSO_NAMES = frozenset(["dung", "dũng", "dụng", "nghi", "nghị", "tiệp"])
"""Names that are global words to an ear without marks; "dừng", "nghỉ" and "tiếp" stay what they are."""


def enter(talk: Talk, place: AtName) -> None:
    """Ask for the name; a button lets it be."""
    talk.say("name.ask", [talk.button("skip", "button.no_name")] if not place.editing else [talk.button("keep")])


def hear(talk: Talk, place: AtName, heard: Heard) -> bool:
    """Keep the name, without "tôi tên là" before it."""
    if isinstance(heard, Chosen):
        if heard.key == "skip":
            talk.note(NameGiven(talk.words("name.nameless")))
    elif name := heard_name(heard):
        talk.note(NameGiven(name))
        talk.say("name.kept")
    else:
        return False
    if place.editing:
        talk.go(AtData())
    else:
        going_on.go_on(talk)
    return True


def heard_name(heard: Heard) -> str | None:
    """Return the name that was typed, if it is one: Dung and Tiệp are people, "dừng" and "tiep" are global words."""
    match heard:
        case Words(text):
            return clean_name(text)
        case Command(_, typed) if typed.casefold() in _ALSO_NAMES:
            return clean_name(typed)
    return None


def clean_name(text: str) -> str | None:
    """Return the name that a text gives, or None if it holds none: no digits, no signs, no question, six words."""
    bare = " ".join(_ENDING.sub("", _OPENING.sub("", text.strip(_EDGES))).split()).strip(_EDGES)
    words = bare.split()
    if not bare or len(bare) > _LONGEST or len(words) > _MOST_WORDS or _NOT_A_NAME.search(bare):
        return None
    if len(words) > 1 and _talks(bare.casefold().split()):
        return None
    return " ".join(word.capitalize() for word in words) if bare.islower() or bare.isupper() else bare


def _talks(words: Sequence[str]) -> bool:
    """Return whether these are words of a question or an excuse; one of them alone may still be a name, like Sao."""
    known = _TALK_UNMARKED if all(word.isascii() for word in words) else _TALK
    return words[-1] in _ENDS_TALK or sum(word in known for word in words) > 1
