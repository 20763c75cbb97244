"""A lesson never says too much in one go, and it is noticed if it does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.channels.budget import MOST, Gauge, Overrun, overruns
from bot.channels.capabilities import Capabilities
from bot.commands.check import CHANNELS
from bot.curriculum.content import Content
from bot.dialogue.messages import Outgoing
from bot.learning.course import Course
from tests.builders import first_skill
from tests.channels.test_rendering import SMALL, talks

NARROW = Capabilities(longest_text=40)
"""A channel for which every lesson says too much."""


@pytest.fixture
def one_lesson(content: Content) -> Content:
    """The shipped content with the first lesson of the first skill, and without its quiz."""
    skill = first_skill(content)
    return replace(content, course=Course((replace(skill, lessons=skill.lessons[:1], quiz=None),)))


@pytest.fixture
def one_quiz(content: Content) -> Content:
    """The shipped content with the quiz of the first skill, and nothing to learn for it."""
    return replace(content, course=Course((replace(first_skill(content), lessons=()),)))


def of(found: list[Overrun]) -> dict[tuple[str | int, ...], str]:
    return {overrun.finding.at: overrun.finding.what for overrun in found}


def test_a_lesson_fits_every_channel(one_lesson: Content) -> None:
    assert list(overruns(one_lesson, CHANNELS)) == []


def test_a_quiz_fits_every_channel(one_quiz: Content) -> None:
    assert list(overruns(one_quiz, CHANNELS)) == []


def test_a_channel_that_holds_too_little_is_noticed_at_every_step_with_its_name(one_lesson: Content) -> None:
    (skill,) = one_lesson.course.skills
    (lesson,) = skill.lessons

    found = list(overruns(one_lesson, {**CHANNELS, "Kênh hẹp": NARROW}))

    assert {overrun.file for overrun in found} == {lesson}
    assert {(), ("task",), ("cards", 0), ("cards", len(lesson.cards) - 1)} <= set(of(found))
    assert all("tin trên Kênh hẹp (nhiều nhất 8)" in what for what in of(found).values())
    assert of(found)[()].startswith("vừa vào bài, người học nhận liền ")
    assert of(found)["cards", 0].startswith("sau khi chọn hay gõ “")


def test_a_card_that_is_far_too_long_is_noticed_on_the_real_channels(one_lesson: Content) -> None:
    (skill,) = one_lesson.course.skills
    (lesson,) = skill.lessons
    first, second, *others = lesson.cards
    long = replace(lesson, cards=(first, replace(second, text="Chữ " * 4_500), *others))
    content = replace(one_lesson, course=Course((replace(skill, lessons=(long,)),)))

    found = of(list(overruns(content, CHANNELS)))

    assert ("cards", 0) in found  # whoever answers there gets the next one
    assert ("cards", 1) in found
    assert ("task",) not in found


def test_a_quiz_is_noticed_at_its_questions(one_quiz: Content) -> None:
    found = of(list(overruns(one_quiz, {"Kênh hẹp": NARROW})))

    assert any(at[:1] == ("objectives",) for at in found)


def test_pages_show_every_message_as_one_bubble(content: Content) -> None:
    gauge = Gauge(content, {"trang web": None})

    assert gauge.too_many((Outgoing("Một."),) * MOST) is None
    assert gauge.too_many((Outgoing("Một."),) * (MOST + 1)) == (MOST + 1, "trang web")


def test_messages_that_are_joined_count_as_what_they_become(content: Content) -> None:
    said = (Outgoing("Một."),) * 20

    assert Gauge(content, {"Zalo": Capabilities(longest_text=2_000, joins=True)}).too_many(said) is None
    assert Gauge(content, {"Khác": Capabilities(longest_text=2_000)}).too_many(said) == (20, "Khác")


@pytest.mark.parametrize("name", [*CHANNELS, "small"])
@settings(max_examples=30, deadline=None)
@given(said=talks)
def test_a_glance_never_sees_too_few(said: tuple[Outgoing, ...], name: str, content: Content) -> None:
    channels = {**CHANNELS, "small": SMALL}
    gauge = Gauge(content, {name: channels[name]})

    assert gauge.count(said, channels[name]) <= gauge.at_most(said)


def test_a_glance_is_enough_for_the_longest_lesson(content: Content) -> None:
    gauge = Gauge(content, CHANNELS)
    cards = [card for skill in content.course.skills for lesson in skill.lessons for card in lesson.cards]

    assert max(gauge.at_most((Outgoing(card.text),)) for card in cards) == 1
