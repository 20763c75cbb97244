"""What the assistant says, and how it addresses the person it says it to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

ADDRESS_NAMES = frozenset({"bác", "Bác", "cháu", "Cháu", "ạ", "dạ", "Dạ"})
"""Placeholders that every text may use; they follow from the form of address."""

_DOUBLE_SPACE = re.compile(r"(?<=\S) {2,}")
_POLITE_QUESTION = re.compile(r" *\{ạ\}(?= *\?)")
"""Where "ạ" ends a question. "Nhé" cannot: it would ask for consent instead of an answer."""
_SPACE_BEFORE_MARK = re.compile(r" +(?=[.,!?…:;])")


@dataclass(frozen=True, slots=True)
class AddressForm:
    """One way for two people to speak to each other: ông and cháu, chị and em."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}

    id: str
    you: str
    """How the learner is addressed, in small letters: bác."""
    me: str
    """What the assistant calls itself: cháu."""
    polite: Literal["ạ", "nhé"]
    """The particle at the end of a sentence; nhé for a child."""
    yes: Literal["dạ", "ừ"]


STRANGER = AddressForm("default", "cô bác", "cháu", "ạ", "dạ")
"""How somebody is addressed before being asked."""


def capitalised(text: str) -> str:
    """Return the text with its first letter large and the others as they were."""
    return text[:1].upper() + text[1:]


def address(text: str, form: AddressForm, /, **values: object) -> str:
    """
    Return the text as it is said to one person, every placeholder filled.

    A placeholder that nobody knows, or that has nothing to say, leaves no gap: a learner should never see curly braces.
    What is filled in is not searched again, so a name that contains braces stays as it is.
    """
    if "{" not in text:
        return text
    if form.polite != "ạ":
        text = _POLITE_QUESTION.sub("", text)
    known = _words(form) | values
    filled = PLACEHOLDER.sub(lambda found: str(known.get(found[1], "")), text)
    if all(known.get(name, "") != "" for name in PLACEHOLDER.findall(text)):
        return filled
    return _SPACE_BEFORE_MARK.sub("", _DOUBLE_SPACE.sub(" ", filled)).strip(" ")


def _words(form: AddressForm) -> dict[str, object]:
    return {
        "bác": form.you,
        "Bác": capitalised(form.you),
        "cháu": form.me,
        "Cháu": capitalised(form.me),
        "ạ": form.polite,
        "dạ": form.yes,
        "Dạ": capitalised(form.yes),
    }


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The assistant's phrases: each id has one or more wordings, so that it need not repeat itself."""

    wordings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: AddressForm = STRANGER
    """Whom the phrases are said to."""

    def to(self, form: AddressForm) -> "Phrasebook":
        """Return the same phrases, said to somebody who is addressed that way."""
        return replace(self, form=form)

    def say(self, phrase_id: str, /, choose: int = 0, **values: object) -> str:
        """
        Return one wording of a phrase, filled in; `choose` picks the wording, any number will do.

        Raise KeyError for an id that does not exist: `hocso check` has made sure that all the asked-for ones do.
        """
        wordings = self.wordings[phrase_id]
        return address(wordings[choose % len(wordings)], self.form, **values)
