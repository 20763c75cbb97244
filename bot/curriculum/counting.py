"""How much there is to learn, to ask and to judge."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.curriculum.checks.measures import questions_in
from bot.curriculum.content import Content, Counts
from bot.curriculum.tree import Tree
from bot.learning.course import Card, Lesson, Measure, Quiz, Variant
from bot.learning.drill import Drill


def count(tree: Tree, problems: int) -> Counts:
    """Return how much there is; a broken file counts as a lesson, but not its parts."""
    counts = _counts(
        [one.value for one in tree.sound_lessons()],
        [one.value for several in tree.quizzes.values() for one in several if one.value is not None],
        [one.value for one in tree.measures.values() if one.value is not None],
        [drill for one in tree.drills if one.value is not None for drill in one.value.drills],
    )
    decoys = tree.value("decoys")
    return replace(
        counts,
        lessons=sum(map(len, tree.lessons.values())),
        faq=sum(len(one.value.entries) for one in tree.faq if one.value is not None),
        decoys=len(decoys.decoys) if decoys is not None else 0,
        values=len(tree.local_values()),
        plans=len(tree.plans),
        problems=problems,
    )


def count_content(content: Content) -> Counts:
    """Return how much there is in clean content."""
    skills = content.course.skills
    counts = _counts(
        [lesson for skill in skills for lesson in skill.lessons],
        [skill.quiz for skill in skills if skill.quiz is not None],
        [skill.measure for skill in skills if skill.measure is not None],
        content.drills,
    )
    return replace(
        counts,
        faq=len(content.faq),
        decoys=len(content.decoys),
        values=len(content.values),
        plans=len(content.plans),
    )


def _counts(
    lessons: Sequence[Lesson], quizzes: Sequence[Quiz], measures: Sequence[Measure], drills: Sequence[Drill]
) -> Counts:
    cards = [card for lesson in lessons for card in lesson.cards]
    asked = [variant for quiz in quizzes for objective in quiz.objectives for variant in objective.variants]
    drawn: Iterable[Card | Variant] = [*cards, *asked, *_measured(measures)]
    return Counts(
        lessons=len(lessons),
        cards=len(cards),
        drawings=sum(one.picture is not None for one in drawn),
        objectives=sum(len(quiz.objectives) for quiz in quizzes),
        questions=len(asked),
        measured=sum(len(measure.items) for measure in measures),
        drills=len(drills),
        genuine=sum(drill.kind == "genuine" for drill in drills),
    )


def _measured(measures: Iterable[Measure]) -> Iterator[Variant]:
    return (variant for measure in measures for _, variant in questions_in(measure))
