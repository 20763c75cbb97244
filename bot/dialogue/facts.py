"""What a turn found out. Facts are the only way anything gets recorded; a service writes them down in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.learning.evidence import Level


@dataclass(frozen=True, slots=True)
class PersonJoined:
    """Another person uses this phone, under a name for the chooser; from here on it is they who speak."""

    label: str
    """Empty for somebody of whom it only remains to be seen who they are."""


@dataclass(frozen=True, slots=True)
class SpeakerChanged:
    """Somebody already known on this phone goes on."""

    person_id: int


@dataclass(frozen=True, slots=True)
class FormChosen:
    """How the person wishes to be addressed."""

    form: str


@dataclass(frozen=True, slots=True)
class NameGiven:
    """The name to be called by; also the label in the chooser of this phone."""

    name: str


@dataclass(frozen=True, slots=True)
class MembershipStated:
    """Where the person is counted from now on; None where unit or group is unknown."""

    unit_id: int | None
    group: str | None


@dataclass(frozen=True, slots=True)
class AgeStated:
    """Whether the person is under the age at which a guardian must agree."""

    is_child: bool


@dataclass(frozen=True, slots=True)
class GuardianAnswered:
    """What the adult beside the child decided, having read that text."""

    relation: str
    version: int
    text: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class ConsentAnswered:
    """The answer to one consent, with the very text that was shown."""

    kind: str
    version: int
    text: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class LessonFinished:
    """The last card of a lesson was reached."""

    skill_id: str
    lesson_id: str


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """A quiz was begun."""

    attempt_id: str
    quiz_id: str
    skill_id: str
    seed: int
    asked: int


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """One question of an attempt."""

    attempt_id: str
    quiz_id: str
    objective_id: str
    variant_id: str
    choice: str
    right: bool


@dataclass(frozen=True, slots=True)
class AttemptFinished:
    """All questions of an attempt are answered; a passed one is evidence of level Q."""

    attempt_id: str
    quiz_id: str
    skill_id: str
    right: int
    passed: bool


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A practice task: level S if only said, T if the proof was answered."""

    skill_id: str
    task_id: str
    level: Level


@dataclass(frozen=True, slots=True)
class CodeIssued:
    """A code was shown to this person. The store keeps only its keyed hash."""

    kind: Literal["recovery", "confirm", "mentee", "link"]
    code: str
    expires_at: datetime | None
    skill_id: str = ""
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class CodeMissed:
    """A code that does not exist was typed; the store counts these, so that guessing stops."""

    is_link: bool = False
    """Whether it had the shape of one that links two channels."""


@dataclass(frozen=True, slots=True)
class MentorJoined:
    """The person accepted a mentor's invitation of the office."""

    code_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class MenteeJoined:
    """The person accepted a mentor's invitation and is followed by that mentor from now on."""

    code_id: int
    mentor_id: int


@dataclass(frozen=True, slots=True)
class MentorLeft:
    """The person no longer wishes to be followed."""


@dataclass(frozen=True, slots=True)
class TaskConfirmed:
    """This person, a mentor, saw the task done with his own eyes: evidence of level M for the other."""

    code_id: int
    person_id: int
    skill_id: str
    task_id: str


@dataclass(frozen=True, slots=True)
class PlaceRecovered:
    """A recovery code was typed on a new phone: its owner is known here from now on, and speaks."""

    code_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class LinkTyped:
    """The link code of another chat was typed here; the person there is asked whether it was they."""

    code_id: int
    shown_in: int
    """The chat to ask in."""


@dataclass(frozen=True, slots=True)
class LinkDecided:
    """The owner of a link code has said whether they typed it on the other channel; if so both are one person."""

    code_id: int
    typed_in: int
    """The chat in which it was typed."""
    typed_by: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class PlaceParted:
    """The person, who learns elsewhere too, wants this chat to know nothing of them any more."""


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """The learner wants a person. `text` is masked already and empty where nothing was typed."""

    at: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyOpened:
    """The card of first actions was opened."""

    card: str


@dataclass(frozen=True, slots=True)
class DataErased:
    """The person asked for everything about them to be erased, and said so twice."""


Fact = (
    PersonJoined
    | SpeakerChanged
    | FormChosen
    | NameGiven
    | MembershipStated
    | AgeStated
    | GuardianAnswered
    | ConsentAnswered
    | LessonFinished
    | AttemptStarted
    | QuestionAnswered
    | AttemptFinished
    | TaskDone
    | CodeIssued
    | CodeMissed
    | MentorJoined
    | MenteeJoined
    | MentorLeft
    | TaskConfirmed
    | PlaceRecovered
    | LinkTyped
    | LinkDecided
    | PlaceParted
    | HelpAsked
    | EmergencyOpened
    | DataErased
)
