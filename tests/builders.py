"""Values for tests; each builder asks only for what matters there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.curriculum.content import Content
from bot.dialogue import places as at
from bot.dialogue.places import Place
from bot.learning.course import Choice, Objective, Quiz, Skill, Variant
from bot.learning.evidence import Evidence, Kind, Level
from bot.learning.grading import Attempt, begin
from bot.learning.people import Learner
from bot.learning.rules import CompletionRule, LevelRule, QuizRule, Requirement
from tests.conftest import MONDAY
from tests.fakes import UNITS

STRANGER = Learner(id=1)
REFUSED = replace(STRANGER, form="ong", consents={"progress": False})
COUNTED = replace(
    STRANGER,
    form="ba",
    name="Hoa",
    unit=UNITS[1],
    group="resident",
    counted_from=MONDAY,
    consents={"progress": True},
    has_recovery_code=True,
    mentor_name="Minh",
)
CHILD = replace(COUNTED, form="em", group="pupil", is_child=True)
MENTOR = replace(COUNTED, form="anh", name="Minh", is_mentor=True, mentor_name=None)
LEARNERS = {"stranger": STRANGER, "refused": REFUSED, "counted": COUNTED, "child": CHILD, "mentor": MENTOR}


def an_entry(
    number: int,
    level: Level = "Q",
    kind: Kind = "quiz",
    item_id: str = "item",
    *,
    skill_id: str = "skill",
    at: datetime = MONDAY,
    rule_version: int = 1,
    revokes_id: int | None = None,
) -> Evidence:
    return Evidence(number, kind, skill_id, item_id, level, at, rule_version, revokes_id)


def a_rule(version: int = 1, **needs: tuple[Requirement, ...]) -> CompletionRule:
    """Return a rule with the requirements of each level: `a_rule(Q=(Requirement("quiz", "Q"),))`."""
    return CompletionRule("rule", version, tuple(LevelRule(level, need) for level, need in needs.items()))  # type: ignore[arg-type]


def a_quiz(objectives: int = 4, variants: int = 3) -> Quiz:
    """Return a quiz whose ids say what they are: `o1`, `o1v2`, and in each variant `a` (right), `b`, `c`."""
    choices = tuple(Choice(key, f"Choice {key}", "Because.", right=key == "a") for key in "abc")
    return Quiz(
        "quiz",
        "Quiz",
        tuple(
            Objective(
                f"o{number}",
                "Goal",
                tuple(Variant(f"o{number}v{other}", "Text?", choices) for other in range(1, variants + 1)),
                "lesson",
            )
            for number in range(1, objectives + 1)
        ),
        (),
    )


def an_attempt(seen: Mapping[str, int] | None = None, seed: int = 7, quiz: Quiz | None = None) -> Attempt:
    return begin(quiz or a_quiz(), QuizRule(0.75), seen or {}, "attempt", seed)


def first_skill(content: Content) -> Skill:
    """Return the first of the five skills: it has a quiz, which the first course need not have."""
    return next(skill for skill in content.course.skills if skill.is_counted)


PLACES: Mapping[str, Callable[[Content], Place]] = {
    "welcome": lambda content: at.AtWelcome(content.drills[0].id),
    "welcome, greeted": lambda content: at.AtWelcome(content.drills[-1].id, greeted=True),
    "form": lambda _: at.AtAddress(),
    "other form, editing": lambda _: at.AtAddress(more=True, editing=True),
    "consent": lambda _: at.AtConsent("progress"),
    "consent, editing": lambda _: at.AtConsent("reminders", editing=True),
    "name": lambda _: at.AtName(),
    "name, editing": lambda _: at.AtName(editing=True),
    "unit": lambda _: at.AtUnit(),
    "unit, offered": lambda _: at.AtUnit(("XM-DONG", "XM-DOAI", "gone"), editing=True),
    "group": lambda _: at.AtGroup("XM-DONG"),
    "age": lambda _: at.AtAge("XM-DONG"),
    "guardian": lambda _: at.AtGuardian(),
    "guardian, reading": lambda _: at.AtGuardian("parent"),
    "menu": lambda _: at.AtMenu(),
    "skills": lambda _: at.AtMenu("skills"),
    "courses": lambda _: at.AtMenu("courses"),
    "courses, further": lambda _: at.AtMenu("courses", 4),
    "more": lambda _: at.AtMenu("more"),
    "skill": lambda content: at.AtSkill(first_skill(content).id),
    "lessons": lambda content: at.AtSkill(first_skill(content).id, listed=0),
    "question": lambda content: _card(content, question=True),
    "step": lambda content: _card(content, question=False),
    "task": lambda content: at.AtTask(first_skill(content).lessons[0].id),
    "proof": lambda content: at.AtTask(first_skill(content).lessons[0].id, "proof", tries=3),
    "witness offered": lambda content: at.AtTask(first_skill(content).lessons[0].id, "witness"),
    "quiz": lambda content: at.AtQuiz(first_skill(content).id, _attempt(content)),
    "quiz, passed": lambda content: at.AtQuiz(first_skill(content).id, _attempt(content, right=True)),
    "quiz, failed": lambda content: at.AtQuiz(first_skill(content).id, _attempt(content, right=False)),
    "chooser": lambda _: at.AtChooser(),
    "chooser, adding": lambda _: at.AtChooser(adding=True),
    "data": lambda _: at.AtData(),
    "data, edit": lambda _: at.AtData("edit"),
    "data, consents": lambda _: at.AtData("consents"),
    "data, sure": lambda _: at.AtData("sure"),
    "help": lambda _: at.AtHelp(),
    "emergency": lambda _: at.AtEmergency(newcomer=True),
    "emergency, card": lambda content: at.AtEmergency(content.emergency.cards[0].id),
    "code": lambda _: at.AtCode(),
    "invite": lambda _: at.AtInvite(901),
    "invite, gone": lambda _: at.AtInvite(1, newcomer=True),
    "link": lambda _: at.AtLink(),
    "link, shown": lambda _: at.AtLink(shown=True),
    "link, asked": lambda _: at.AtLink(903),
    "link, gone": lambda _: at.AtLink(1),
    "link typed": lambda _: at.AtLinkTyped(904, newcomer=True),
    "link typed, who": lambda _: at.AtLinkTyped(905, asking_who=True),
    "link typed, gone": lambda _: at.AtLinkTyped(1),
    "places": lambda _: at.AtPlaces(),
    "places, sure": lambda _: at.AtPlaces(sure=True),
    "mentor": lambda _: at.AtMentor(),
    "mentor, confirm": lambda _: at.AtMentor("confirm"),
    "witness": lambda _: at.AtWitness(902),
    "witness, gone": lambda _: at.AtWitness(1),
}
"""Every kind of place, most of them in several states."""


def _card(content: Content, *, question: bool) -> Place:
    lesson = first_skill(content).lessons[0]
    card = next(card for card in lesson.cards if card.is_question == question)
    return at.AtLesson(lesson.id, card.id, tries=2)


def _attempt(content: Content, right: bool | None = None) -> Attempt:
    quiz = first_skill(content).quiz
    assert quiz is not None
    attempt = begin(quiz, content.rules.quiz, {}, "attempt", 7)
    while right is not None and attempt.next_variant:
        attempt = attempt.answered(right)
    return attempt
