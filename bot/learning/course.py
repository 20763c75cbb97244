"""
What can be learned: skill › lesson › card, the practice task, and the quiz of a skill.

These are the shapes that authors fill in as YAML (`content/README.md` is their guide). A class attribute
`__pydantic_config__` makes each one strict about unknown keys and types when it is read from a file.
Ids never change once published: a learner's place and every piece of evidence refer to them.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from bot.learning.drawing import Figure, Panel, Screen

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a question, with what the assistant says when it is pressed."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    """Short, stable, unique in its question: `a`, `goi-ngan-hang`."""
    label: str
    """The words on the button, at most 40 characters."""
    say: str
    """The explanation, shown at once. Every option has its own: why it is right, or why not and what to do instead."""
    right: bool = False
    synonyms: tuple[str, ...] = ()
    """Other words people type for the same choice."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, with words for whoever cannot see it. Exactly one of the other fields says what it is."""

    __pydantic_config__: ClassVar = _STRICT

    alt: str
    screen: Screen | None = None
    act: tuple[Figure, ...] = ()
    """Two to five figures and arrows, from left to right."""
    compare: tuple[Panel, ...] = ()
    """Two panels."""
    file: str = ""
    """Name of an SVG file beside the YAML file, for what cannot be described."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """The commonest slip at a step, and the way back from it."""

    __pydantic_config__: ClassVar = _STRICT

    what: str
    """What goes wrong, as the learner would say it; also the words on the button, at most 40 characters."""
    back: str
    """The way back, in the words of this very step."""


@dataclass(frozen=True, slots=True)
class Card:
    """One message's worth: one instruction, or one question shaped like the real act."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    text: str
    """At most 300 characters; **bold** is the only markup."""
    picture: Picture | None = None
    audio: str | None = None
    """Name of a recorded Ogg/Opus file beside the YAML file, speaking the same words."""
    mistake: Mistake | None = None
    """For a step; a question carries its mistakes in its wrong choices."""
    choices: tuple[Choice, ...] = ()
    """Two to four make this card a question; none make it a step."""
    goes_wrong: bool = False
    """True where the learner is invited to press the wrong thing, safely, to learn the way back."""

    @property
    def is_question(self) -> bool:
        """Whether the learner chooses here, rather than goes on."""
        return bool(self.choices)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a stated fact comes from, and until when it may be believed."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}  # not strict, so that dates may be written as text

    title: str
    url: str
    checked_on: date
    review_by: date


@dataclass(frozen=True, slots=True)
class Task:
    """A real act on the learner's own phone, and how one can tell that it was done."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    title: str
    text: str
    """What to do; never asks for a code, a password or a number that identifies."""
    proof: str
    """A question that only someone who did it can answer, e.g. what the screen showed."""
    choices: tuple[Choice, ...]
    """Answers to the proof; a right one is evidence of level T."""
    witness: str
    """What the mentor must have seen with his own eyes before he confirms."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sitting of at most ten minutes that ends in one act."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    title: str
    shape: Literal["steps", "story", "drill"]
    """`steps`: do it along; `story`: decide for someone; `drill`: tell real from false."""
    minutes: int
    goal: str
    """What the learner can do afterwards, one sentence."""
    cards: tuple[Card, ...]
    task: Task
    sources: tuple[Source, ...]
    needs: tuple[str, ...] = ()
    """Ids of lessons whose knowledge this one uses; said at its start, never enforced."""
    covers: tuple[str, ...] = ()
    """Ids of the items of content/framework.yaml that it teaches."""
    loudspeaker: str = ""
    """What the village loudspeaker reads out about it in a minute, to everybody at once."""

    def card(self, card_id: str) -> Card | None:
        """Return the card with that id, or None if it was removed since."""
        return next((card for card in self.cards if card.id == card_id), None)


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of the question that checks an objective."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    text: str
    choices: tuple[Choice, ...]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """One thing a person who has the skill can do, with parallel questions that check it."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    goal: str
    variants: tuple[Variant, ...]
    lesson: str
    """Id of the lesson that teaches it: where a wrong answer leads back to."""


@dataclass(frozen=True, slots=True)
class Quiz:
    """The check of a skill: one variant of each objective."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    title: str
    objectives: tuple[Objective, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Three parallel questions about one objective, for the tests before, after and a month after learning."""

    __pydantic_config__: ClassVar = _STRICT

    objective: str
    """Id of the objective of the skill's quiz that they measure."""
    before: Variant
    after: Variant
    later: Variant


@dataclass(frozen=True, slots=True)
class Measure:
    """The test that shows how much somebody has learned; none of its questions is ever used for practice."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    items: tuple[Comparison, ...]


SkillKind = Literal["start", "skill", "track"]


@dataclass(frozen=True, slots=True)
class Skill:
    """One of the five skills that count, the first steps before them, or a track for one group of people."""

    id: str
    title: str
    short: str
    icon: str
    about: str
    kind: SkillKind
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None
    measure: Measure | None = None
    groups: tuple[str, ...] = ()
    """Ids of the groups of people that it is offered to first."""

    @property
    def is_counted(self) -> bool:
        """Whether it is one of the five skills of the movement."""
        return self.kind == "skill"

    def lesson(self, lesson_id: str) -> Lesson | None:
        """Return the lesson with that id, or None."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)


@dataclass(frozen=True, slots=True)
class Course:
    """Everything there is to learn, in the order it is offered."""

    skills: tuple[Skill, ...]

    def skill(self, skill_id: str) -> Skill | None:
        """Return the skill with that id, or None."""
        return next((skill for skill in self.skills if skill.id == skill_id), None)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons, in the order in which they are offered."""
        return tuple(lesson for skill in self.skills for lesson in skill.lessons)

    def lesson(self, lesson_id: str) -> tuple[Skill, Lesson] | None:
        """Return a lesson with its skill, or None if there is none with that id."""
        found = ((skill, skill.lesson(lesson_id)) for skill in self.skills)
        return next(((skill, lesson) for skill, lesson in found if lesson), None)
