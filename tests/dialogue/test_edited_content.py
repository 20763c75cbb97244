"""Authors edit while people learn: nobody is stranded, and nobody is marked down for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.curriculum.content import Content
from bot.dialogue import facts as f
from bot.dialogue import places as at
from bot.dialogue.messages import Action, Pressed
from bot.learning.course import Course, Skill
from tests.builders import COUNTED, LEARNERS, MENTOR, PLACES, an_entry, first_skill
from tests.dialogue.chat import at_place, buttons, texts, turn

Edit = Callable[[Skill], Skill]


def _edited(content: Content, edit: Edit) -> Content:
    """Return the content with every skill edited."""
    return replace(content, course=Course(tuple(edit(skill) for skill in content.course.skills)))


def _without_first_card(skill: Skill) -> Skill:
    return replace(skill, lessons=tuple(replace(lesson, cards=lesson.cards[2:]) for lesson in skill.lessons))


def _with_other_choices(skill: Skill) -> Skill:
    lessons = tuple(
        replace(
            lesson,
            cards=tuple(
                replace(card, choices=tuple(replace(choice, id=f"new-{choice.id}") for choice in card.choices))
                for card in lesson.cards
            ),
            task=replace(
                lesson.task, choices=tuple(replace(choice, id=f"new-{choice.id}") for choice in lesson.task.choices)
            ),
        )
        for lesson in skill.lessons
    )
    return replace(_with_other_variants(skill, keep_ids=True), lessons=lessons)


def _with_other_variants(skill: Skill, keep_ids: bool = False) -> Skill:
    if skill.quiz is None:
        return skill
    objectives = tuple(
        replace(
            objective,
            variants=tuple(
                replace(
                    variant,
                    id=variant.id if keep_ids else f"new-{variant.id}",
                    choices=tuple(replace(choice, id=f"new-{choice.id}") for choice in variant.choices),
                )
                for variant in objective.variants
            ),
        )
        for objective in skill.quiz.objectives
    )
    return replace(skill, quiz=replace(skill.quiz, objectives=objectives))


EDITS: dict[str, Edit] = {
    "no lessons": lambda skill: replace(skill, lessons=()),
    "another lesson": lambda skill: replace(
        skill, lessons=tuple(replace(lesson, id=f"new-{lesson.id}") for lesson in skill.lessons)
    ),
    "no first cards": _without_first_card,
    "steps for questions": lambda skill: replace(
        skill,
        lessons=tuple(
            replace(lesson, cards=tuple(replace(card, choices=()) for card in lesson.cards)) for lesson in skill.lessons
        ),
    ),
    "other choices": _with_other_choices,
    "other variants": _with_other_variants,
    "no quiz": lambda skill: replace(skill, quiz=None),
    "another skill": lambda skill: replace(skill, id=f"new-{skill.id}"),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", ["skill", "lessons", "question", "step", "task", "proof", "witness offered", "quiz",
                                  "quiz, passed", "quiz, failed", "menu", "witness"])  # fmt: skip
def test_whatever_is_edited_everybody_can_go_on(content: Content, edit: str, name: str) -> None:
    learner = replace(COUNTED, evidence=(an_entry(1, "S", "lesson", first_skill(content).lessons[0].id),))
    before = at_place(content, PLACES[name](content), learner)
    assert before.prompt is not None
    edited = _edited(content, EDITS[edit])

    actions: list[Action | str] = [
        "tiếp", "lùi", "nghe lại", "tiến độ", "xyz", "dữ liệu của tôi",
        *(Pressed(before.prompt.number, button.key) for button in before.prompt.buttons),
    ]  # fmt: skip

    for action in actions:
        found = turn(edited, before, action, learner)

        assert buttons(found.conversation)
        assert all(text.strip() for text in texts(found))
        on = turn(edited, found.conversation, "1", learner)
        assert buttons(on.conversation)


@pytest.mark.parametrize("name", ["question", "proof", "quiz", "welcome"])
def test_a_choice_that_is_gone_is_asked_again_and_counts_for_nothing(content: Content, name: str) -> None:
    before = at_place(content, PLACES[name](content), LEARNERS["stranger"])
    assert before.prompt is not None
    edited = _edited(content, _with_other_choices)
    drills = tuple(
        replace(drill, choices=tuple(replace(choice, id=f"new-{choice.id}") for choice in drill.choices))
        for drill in content.drills
    )

    found = turn(
        replace(edited, drills=drills), before, Pressed(before.prompt.number, before.prompt.buttons[0].key),
        LEARNERS["stranger"],
    )  # fmt: skip

    assert found.facts == ()
    assert texts(found)[0].startswith("Nút ấy là của câu trước")
    assert found.conversation.place == before.place


def test_a_question_that_was_withdrawn_begins_the_quiz_afresh(content: Content) -> None:
    before = at_place(content, PLACES["quiz"](content))
    edited = _edited(content, _with_other_variants)

    found = turn(edited, before, "tiếp")

    assert [type(fact) for fact in found.facts] == [f.AttemptStarted]
    assert isinstance(found.conversation.place, at.AtQuiz)


def test_what_a_mentee_was_reading_may_be_gone(content: Content) -> None:
    nothing_left = replace(content, course=Course(()))

    assert turn(nothing_left, at.AtMentor(), "nghe lại", MENTOR).outgoing
