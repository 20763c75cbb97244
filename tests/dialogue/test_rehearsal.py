"""A rehearsal leaves nothing out."""

import pytest

from bot.curriculum.content import Content
from bot.dialogue.places import AtLesson, AtQuiz, AtTask
from bot.dialogue.rehearsal import Exchange, lesson_exchanges, quiz_exchanges
from bot.learning.course import Lesson
from tests.builders import first_skill
from tests.shipped import LESSON_IDS


def the_lesson(content: Content, lesson_id: str) -> Lesson:
    found = content.course.lesson(lesson_id)
    assert found is not None
    return found[1]


def said_in(exchanges: list[Exchange]) -> str:
    return "\n".join(message.text for exchange in exchanges for message in exchange.said)


def as_said(text: str) -> str:
    """Return the longest part of a text that is the same whoever it is said to."""
    return max(text.replace("}", "{").split("{")[::2], key=len)


@pytest.mark.parametrize("lesson_id", LESSON_IDS[::9])
def test_everything_in_a_lesson_is_said(content: Content, lesson_id: str) -> None:
    lesson = the_lesson(content, lesson_id)

    said = said_in(list(lesson_exchanges(content, lesson)))

    texts = [lesson.goal, lesson.task.text, lesson.task.proof, lesson.task.witness]
    texts += [card.text for card in lesson.cards]
    texts += [card.mistake.back for card in lesson.cards if card.mistake]
    texts += [choice.say for card in lesson.cards for choice in card.choices]
    texts += [choice.say for choice in lesson.task.choices]
    assert [text for text in texts if as_said(text) not in said] == []


@pytest.mark.parametrize("lesson_id", LESSON_IDS[::9])
def test_every_step_is_left_in_every_way(content: Content, lesson_id: str) -> None:
    lesson = the_lesson(content, lesson_id)

    exchanges = list(lesson_exchanges(content, lesson))

    for card in lesson.cards:
        here = [one for one in exchanges if isinstance(one.place, AtLesson) and one.place.card == card.id]
        did = {one.did for one in here}
        assert {content.words[word][0] for word in ("lost", "back", "again")} < did
        assert card.mistake is None or content.phrases.wordings["button.still"][0] in did
        assert len(did) >= 4 + max(1, len(card.choices))
        assert {one.place.tries for one in here if isinstance(one.place, AtLesson)} >= {0, 3}
    assert {one.place.phase for one in exchanges if isinstance(one.place, AtTask)} == {"do", "proof", "witness"}


def test_a_newcomer_is_greeted_before_the_lesson_begins(content: Content) -> None:
    first, *_ = lesson_exchanges(content, the_lesson(content, LESSON_IDS[0]))

    assert first.did == ""
    assert "trợ lý tự động" in first.said[0].text
    assert "cô bác" in first.said[0].text


def test_somebody_counted_is_offered_a_witness(content: Content) -> None:
    said = said_in(list(lesson_exchanges(content, the_lesson(content, LESSON_IDS[0]))))

    assert "nhờ người ấy xác nhận" in said
    assert "Mã dùng một lần" in said


def test_whoever_fails_too_often_is_offered_help(content: Content) -> None:
    lesson = next(
        lesson
        for skill in content.course.skills
        for lesson in skill.lessons
        if any(card.is_question and not card.goes_wrong for card in lesson.cards)
    )

    assert "Gõ lời nhờ ở đây" in said_in(
        [one for one in lesson_exchanges(content, lesson) if isinstance(one.place, AtLesson) and one.place.tries >= 3]
    )


def test_every_question_of_a_quiz_is_asked_and_every_answer_explained(content: Content) -> None:
    skill = first_skill(content)
    assert skill.quiz is not None

    exchanges = list(quiz_exchanges(content, skill, skill.quiz))

    said = said_in(exchanges)
    variants = [variant for objective in skill.quiz.objectives for variant in objective.variants]
    texts = [variant.text for variant in variants] + [choice.say for variant in variants for choice in variant.choices]
    assert [text for text in texts if as_said(text) not in said] == []
    asked = {len(one.place.attempt.variants) for one in exchanges if isinstance(one.place, AtQuiz)}
    assert asked == {content.rules.quiz.ask}


def test_a_quiz_is_both_passed_and_not(content: Content) -> None:
    skill = first_skill(content)
    assert skill.quiz is not None

    said = said_in(list(quiz_exchanges(content, skill, skill.quiz)))

    assert "mừng lắm" in said
    assert "còn một chút nữa thôi" in said


def test_every_rehearsal_of_a_lesson_is_the_same(content: Content) -> None:
    lesson = the_lesson(content, LESSON_IDS[0])

    assert list(lesson_exchanges(content, lesson)) == list(lesson_exchanges(content, lesson))
