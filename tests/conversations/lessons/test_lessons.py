"""
Every lesson has a `.chat` file beside this one, that a learner can get through from the first card to the task.

`--rewrite` writes what is said now, and a first transcript for a lesson that has none.
"""

from pathlib import Path

import pytest

from bot.curriculum.content import Content
from bot.learning.course import Lesson
from tests.conftest import MONDAY
from tests.conversations.lessons.walking import walk
from tests.fakes import FakeStore
from tests.shipped import LESSON_IDS
from tests.transcripts import Player

HERE = Path(__file__).parent

every_lesson = pytest.mark.parametrize("lesson_id", LESSON_IDS)


def the_lesson(content: Content, lesson_id: str) -> Lesson:
    return next(lesson for lesson in content.course.lessons if lesson.id == lesson_id)


@every_lesson
def test_the_lesson_goes_as_written(lesson_id: str, content: Content, request: pytest.FixtureRequest) -> None:
    file = HERE / f"{lesson_id}.chat"
    is_rewriting = request.config.getoption("--rewrite")
    script = walk(content, the_lesson(content, lesson_id)) if is_rewriting else file.read_text("utf-8")

    played = Player(content, FakeStore(), MONDAY).play(script)

    if is_rewriting:
        file.write_text(played, "utf-8")
    assert played == file.read_text("utf-8")


@every_lesson
def test_the_lesson_is_finished_and_its_task_done(lesson_id: str, content: Content) -> None:
    lesson = the_lesson(content, lesson_id)

    script = (HERE / f"{lesson_id}.chat").read_text("utf-8")

    assert f"= lesson {lesson_id} " in script
    assert f"= task {lesson.task.id} T" in script


def test_there_is_no_transcript_without_a_lesson() -> None:
    assert sorted(file.stem for file in HERE.glob("*.chat")) == sorted(LESSON_IDS)
