"""
Where a talk is: one small record per kind of step, holding ids and never positions, so that edits strand nobody.

A place is stored as JSON with the name of its kind; a kind or field that no longer exists leads to the menu.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from bot.learning.grading import Attempt


@dataclass(frozen=True, slots=True)
class AtWelcome:
    """Before anything is known: the first small success, `drill` being the message to judge."""

    drill: str
    greeted: bool = False
    """Whether it was already said who speaks."""


@dataclass(frozen=True, slots=True)
class AtAddress:
    """Asking how the person wishes to be addressed; `more` shows the second page of forms."""

    more: bool = False
    editing: bool = False


@dataclass(frozen=True, slots=True)
class AtConsent:
    """Asking for one consent; `editing` leads back to the page of one's own data."""

    kind: str
    editing: bool = False


@dataclass(frozen=True, slots=True)
class AtName:
    """Asking for a name to be called by."""

    editing: bool = False


@dataclass(frozen=True, slots=True)
class AtUnit:
    """Asking for the unit where the person is counted; `offered` are codes suggested last."""

    offered: tuple[str, ...] = ()
    editing: bool = False
    elsewhere: bool = False
    """Whether the unit of the poster was turned down."""


@dataclass(frozen=True, slots=True)
class AtGroup:
    """Asking for the group; `unit` is the code chosen just before, or None for unknown."""

    unit: str | None = None
    editing: bool = False


@dataclass(frozen=True, slots=True)
class AtAge:
    """Asking a pupil whether a guardian is needed; unit and group are kept only once that is known."""

    unit: str | None = None
    group: str = "pupil"
    editing: bool = False


@dataclass(frozen=True, slots=True)
class AtGuardian:
    """The step of the adult beside a child: who it is, then the consent."""

    relation: str = ""
    editing: bool = False


@dataclass(frozen=True, slots=True)
class AtMenu:
    """The five skills and what else there is, a few choices a page."""

    page: Literal["main", "skills", "courses", "more"] = "main"
    listed: int = 0
    """The first course of the page that is shown, where they are too many for one."""


@dataclass(frozen=True, slots=True)
class AtSkill:
    """One skill: what comes next in it; `listed` is the first lesson of the page of its list, if that is shown."""

    skill: str
    listed: int | None = None


@dataclass(frozen=True, slots=True)
class AtLesson:
    """At a card of a lesson."""

    lesson: str
    card: str
    tries: int = 0
    """Failures at this very card; after four the learner is offered a mentor."""


@dataclass(frozen=True, slots=True)
class AtTask:
    """At the practice task of a lesson."""

    lesson: str
    phase: Literal["do", "proof", "witness"] = "do"
    tries: int = 0


@dataclass(frozen=True, slots=True)
class AtQuiz:
    """In the middle of a quiz, or (when all is answered) at its end."""

    skill: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AtChooser:
    """Several people on one phone: who is learning?"""

    adding: bool = False


@dataclass(frozen=True, slots=True)
class AtData:
    """ "Xem / sửa / xoá dữ liệu của tôi"; `sure` asks once more before erasing."""

    page: Literal["view", "edit", "consents", "sure"] = "view"


@dataclass(frozen=True, slots=True)
class AtHelp:
    """The learner asked for a person, or is lost."""


@dataclass(frozen=True, slots=True)
class AtEmergency:
    """The card of first actions after money or a code is gone."""

    card: str = ""
    newcomer: bool = False
    """Whether somebody called for help before they were ever greeted or had their first small success."""


@dataclass(frozen=True, slots=True)
class AtCode:
    """Asking for a code: an invitation, or a recovery code."""


@dataclass(frozen=True, slots=True)
class AtInvite:
    """Asking whether an invitation is accepted: to be a mentor, to be followed by one, to be known on this phone."""

    code: int
    newcomer: bool = False
    """Whether it came before the first small success, which then follows."""


@dataclass(frozen=True, slots=True)
class AtLink:
    """Where a second channel is linked from: a code is shown to be typed there, then its owner is asked."""

    code: int | None = None
    """The code that was typed elsewhere and waits for an answer."""
    shown: bool = False
    """Whether a code was shown already; only its hash is kept, so it cannot be shown again."""


@dataclass(frozen=True, slots=True)
class AtLinkTyped:
    """Where a link code was typed: waiting for the answer of the chat that showed it."""

    code: int
    newcomer: bool = False
    """Whether it came before the first small success, which then follows if nothing comes of it."""
    asking_who: bool = False
    """Whether it is still open if whoever has learned here is the same person as there."""


@dataclass(frozen=True, slots=True)
class AtPlaces:
    """The chats in which the person learns; `sure` asks once more before this one is parted from the others."""

    sure: bool = False


@dataclass(frozen=True, slots=True)
class AtMentor:
    """The mentor's own corner: mentees, invitations, confirming a task."""

    doing: Literal["list", "confirm"] = "list"


@dataclass(frozen=True, slots=True)
class AtWitness:
    """Asking the mentor whether he saw the task of that code with his own eyes."""

    code: int


Place = (
    AtWelcome
    | AtAddress
    | AtConsent
    | AtName
    | AtUnit
    | AtGroup
    | AtAge
    | AtGuardian
    | AtMenu
    | AtSkill
    | AtLesson
    | AtTask
    | AtQuiz
    | AtChooser
    | AtData
    | AtHelp
    | AtEmergency
    | AtCode
    | AtInvite
    | AtLink
    | AtLinkTyped
    | AtPlaces
    | AtMentor
    | AtWitness
)

Learning = AtLesson | AtTask | AtQuiz
"""Places that are worth coming back to: they are the learner's bookmark."""

STUCK_AFTER = 4
"""Failures at one card or task after which a person is offered, and a mentor sees it (learning rule R23)."""


def is_stuck(place: Learning | None) -> bool:
    """Return whether somebody had better come by; a quiz has no such place, since each question is asked once."""
    return place is not None and not isinstance(place, AtQuiz) and place.tries >= STUCK_AFTER


_KINDS: dict[str, type[Any]] = {
    kind.__name__.removeprefix("At").lower(): kind
    for kind in (
        AtWelcome, AtAddress, AtConsent, AtName, AtUnit, AtGroup, AtAge, AtGuardian, AtMenu, AtSkill, AtLesson,
        AtTask, AtQuiz, AtChooser, AtData, AtHelp, AtEmergency, AtCode, AtInvite, AtLink, AtLinkTyped, AtPlaces,
        AtMentor, AtWitness,
    )
}  # fmt: skip


def encode(place: Place) -> dict[str, Any]:
    """Return the place as JSON-ready values."""
    return {"at": type(place).__name__.removeprefix("At").lower(), **asdict(place)}


def decode(stored: dict[str, Any]) -> Place:
    """Return the place that was stored; the menu if this version no longer knows such a place."""
    values = dict(stored)
    kind = _KINDS.get(values.pop("at", ""), AtMenu)
    try:
        if kind is AtQuiz:
            values["attempt"] = _attempt(values["attempt"])
        if kind is AtUnit:
            values["offered"] = tuple(values["offered"])
        known = {field.name for field in fields(kind)}
        place: Place = kind(**{name: value for name, value in values.items() if name in known})
    except (KeyError, TypeError):
        return AtMenu()
    return place


def _attempt(stored: dict[str, Any]) -> Attempt:
    return Attempt(**{**stored, "variants": tuple(stored["variants"]), "answers": tuple(stored["answers"])})
