"""`hocso check` proves that no lesson says more in one go than a channel may send."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels.budget import Channels, Overrun, overruns
from bot.channels.capabilities import Capabilities
from bot.commands import check
from bot.curriculum.content import Content
from bot.learning.course import Course, Skill
from tests.builders import first_skill
from tests.commands.conftest import Hocso
from tests.commands.processes import ROOT

NARROW: Channels = {"Kênh hẹp": Capabilities(longest_text=40)}
"""A channel on which everything takes too many bubbles."""


def only(content: Content, skill: Skill) -> Content:
    return replace(content, course=Course((skill,)))


def first_lesson(content: Content) -> Skill:
    """Return a skill with nothing but its first lesson."""
    skill = first_skill(content)
    return replace(skill, lessons=skill.lessons[:1], quiz=None)


def test_a_problem_names_file_line_step_and_channel(content: Content) -> None:
    skill = first_lesson(content)
    name = f"content/{skill.id}/{skill.lessons[0].id}.yaml"
    lines = (ROOT / name).read_text("utf-8").splitlines()
    cards = [number for number, line in enumerate(lines, 1) if line.startswith("  - id: ")]

    problems = check.too_long(only(content, skill), ROOT / "content", ROOT / "quizzes", NARROW)

    second = {problem.line: problem for problem in problems}[cards[1]]
    assert (second.file, second.severity) == (name, "problem")
    assert second.what.startswith("thẻ 2: sau khi chọn hay gõ “")
    assert second.what.endswith(" tin trên Kênh hẹp (nhiều nhất 8)")


def test_a_question_is_found_in_the_file_of_its_quiz(content: Content) -> None:
    skill = replace(first_skill(content), lessons=())
    assert skill.quiz is not None

    problems = list(check.too_long(only(content, skill), ROOT / "content", ROOT / "quizzes", NARROW))

    assert {problem.file for problem in problems} == {f"quizzes/{skill.id}/{skill.quiz.id}.yaml"}
    assert any("mục tiêu 1 › câu hỏi " in problem.what for problem in problems)


def test_content_that_says_too_much_does_not_pass(hocso: Hocso, monkeypatch: pytest.MonkeyPatch) -> None:
    def overruns_of_one_lesson(content: Content, _channels: Channels) -> Iterator[Overrun]:
        return overruns(only(content, first_lesson(content)), NARROW)

    monkeypatch.setattr(check, "overruns", overruns_of_one_lesson)

    ran = hocso("check", "--json", "--coverage")

    assert ran.status == 1
    assert "tin trên Kênh hẹp (nhiều nhất 8)\n    sửa: viết ngắn lại" in ran.out
    assert "Sửa hết lỗi rồi mới lập được bảng nội dung.\n" in ran.out
    assert json.loads(ran.out.splitlines()[-1])["problems"] > 3


def test_every_channel_that_is_there_is_looked_at() -> None:
    channels = [path.parent.name for path in (ROOT / "bot" / "channels").glob("*/capabilities.py")]
    source = (ROOT / "bot" / "commands" / "check.py").read_text("utf-8")

    assert len(channels) >= 3
    assert [name for name in channels if f"bot.channels.{name}.capabilities" not in source] == []
