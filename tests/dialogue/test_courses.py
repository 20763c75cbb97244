"""What there is to learn beside the five skills, and the notes that lead straight to a lesson."""

from dataclasses import replace

import pytest

from bot.curriculum.content import Content
from bot.dialogue import places as at
from bot.dialogue.messages import Opened
from bot.learning.course import Course, Skill
from tests.builders import COUNTED, STRANGER
from tests.dialogue.chat import at_place, buttons, texts, turn
from tests.dialogue.test_engine import holds_together


@pytest.fixture
def many_courses(content: Content) -> Content:
    """The five skills, and six courses beside them of which `for-pupils` is the last."""
    skills = [skill for skill in content.course.skills if skill.is_counted]
    beside = [_course(skills[0], f"beside-{number}", ()) for number in range(5)]
    return replace(content, course=Course((*beside, *skills, _course(skills[0], "for-pupils", ("pupil",)))))


def _course(like: Skill, course_id: str, groups: tuple[str, ...]) -> Skill:
    lessons = tuple(replace(lesson, id=f"{course_id}-{lesson.id}") for lesson in like.lessons)
    return replace(like, id=course_id, title=course_id, kind="track", groups=groups, lessons=lessons, quiz=None)


def keys(content: Content, place: at.AtMenu, group: str | None = None) -> list[str]:
    return [button.key for button in buttons(at_place(content, place, replace(COUNTED, group=group)))]


def test_the_five_skills_come_first_and_the_rest_behind_one_button(many_courses: Content) -> None:
    shown = keys(many_courses, at.AtMenu("skills"))

    assert shown == ["dich-vu-cong", "mua-sam", "thanh-toan", "an-toan", "thu-tuc", "courses", "main"]


def test_the_course_for_ones_own_group_is_the_first_of_the_rest(many_courses: Content) -> None:
    assert keys(many_courses, at.AtMenu("courses"), "pupil")[0] == "for-pupils"
    assert keys(many_courses, at.AtMenu("courses"), "worker")[0] == "beside-0"


def test_all_courses_can_be_reached_page_by_page(many_courses: Content) -> None:
    first = at_place(many_courses, at.AtMenu("courses"))
    second = turn(many_courses, first, "xem thêm").conversation

    shown = [button.key for talk in (first, second) for button in buttons(talk)]

    assert {skill.id for skill in many_courses.course.skills if not skill.is_counted} <= set(shown)
    assert second.place == at.AtMenu("courses", 4)


@pytest.mark.parametrize(
    ("place", "up"),
    [
        (at.AtMenu("courses", 4), at.AtMenu("courses")),
        (at.AtMenu("courses"), at.AtMenu("skills")),
        (at.AtSkill("for-pupils"), at.AtMenu("courses")),
        (at.AtSkill("an-toan"), at.AtMenu("skills")),
    ],
)
def test_back_goes_up_the_way_one_came(many_courses: Content, place: at.Place, up: at.Place) -> None:
    learner = replace(COUNTED, group="pupil")

    found = turn(many_courses, at_place(many_courses, place, learner), "lùi", learner)

    assert found.conversation.place == up


def a_lesson_of(content: Content) -> str:
    return content.course.skills[-1].lessons[0].id


def test_a_note_greets_a_newcomer_and_begins_its_lesson_at_once(content: Content) -> None:
    wanted = a_lesson_of(content)

    found = turn(content, at.AtWelcome(content.drills[0].id), Opened("XM-DONG", lesson=wanted), STRANGER)

    holds_together(at_place(content, at.AtWelcome(content.drills[0].id), STRANGER), found)
    assert "trợ lý tự động" in texts(found)[0]
    assert isinstance(found.conversation.place, at.AtLesson)
    assert found.conversation.place.lesson == wanted
    assert found.conversation.unit_code == "XM-DONG"


def test_a_note_leads_back_to_the_card_where_one_stopped_in_its_lesson(content: Content) -> None:
    lesson = content.course.skills[-1].lessons[0]
    stopped = at_place(content, at.AtLesson(lesson.id, lesson.cards[2].id))

    found = turn(content, stopped, Opened(lesson=lesson.id))

    assert found.conversation.place == at.AtLesson(lesson.id, lesson.cards[2].id)


def test_a_note_of_another_lesson_begins_that_one(content: Content) -> None:
    first, last = content.course.skills[0].lessons[0], content.course.skills[-1].lessons[0]
    stopped = at_place(content, at.AtLesson(first.id, first.cards[1].id))

    found = turn(content, stopped, Opened(lesson=last.id))

    assert found.conversation.place == at.AtLesson(last.id, last.cards[0].id)


def test_a_note_of_a_lesson_that_is_gone_opens_the_chat_as_usual(content: Content) -> None:
    found = turn(content, at.AtMenu(), Opened(lesson="gone"))

    assert isinstance(found.conversation.place, at.AtMenu)
