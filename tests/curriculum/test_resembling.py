"""What is said twice is found, however words were changed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.checks.alike import RUN, SHORTEST, are_alike, common_runs_at_least, plain_words, runs
from bot.curriculum.examining import Examined
from bot.curriculum.files import DrillsFile
from bot.curriculum.layout import SourceFile
from bot.curriculum.resembling import resemblances
from bot.learning.course import Lesson, Task
from bot.learning.drill import Drill

STORY = "Bà Hoa ra chợ sớm, gặp người lạ mời quét mã nhận quà ngay trước cổng."
OTHER = "Ông Tư ngồi nhà chờ con gọi điện thì có tin báo nợ cước từ số không tên."


def a_file(name: str, value: object) -> Examined:
    return Examined(SourceFile(f"content/{name}.yaml", "drills", "", "", name, (0, 0, 0)), b"", value, ())


def drills(name: str, *messages: str) -> Examined:
    told = (Drill(f"{name}-{n}", "genuine", "Ai đó", text, (), ()) for n, text in enumerate(messages))
    return a_file(name, DrillsFile(tuple(told)))


def lesson(name: str, loudspeaker: str) -> Examined:
    task = Task("t", "Việc", "Làm", "Thấy gì?", (), "Thấy")
    return a_file(name, Lesson(name, "Bài", "steps", 5, "Biết", (), task, (), loudspeaker=loudspeaker))


def said(files: Sequence[Examined]) -> list[str]:
    return [f"{one.file}: {one.what}" for one in resemblances(files)]


@pytest.mark.parametrize(
    "text",
    [STORY.upper(), STORY.replace("quà", "gạo"), STORY.replace("Bà Hoa", "Cô Hạnh"), STORY.replace("ngay ", "")],
)
def test_the_same_story_in_nearly_the_same_words_is_found(text: str) -> None:
    assert said([drills("a", STORY), drills("b", OTHER, text)]) == [
        "content/b.yaml: tin 2 › message: gần như cùng lời với tin 1 › message ở content/a.yaml"
    ]


@pytest.mark.parametrize("text", [OTHER, "Bà Hoa ra chợ sớm.", f"{STORY} {OTHER}"])
def test_another_story_is_not(text: str) -> None:
    assert said([drills("a", STORY), drills("b", text)]) == []


def test_short_texts_may_be_said_twice() -> None:
    assert said([drills("a", "Mai cúp điện cả ngày.", "Mai cúp điện cả ngày.")]) == []


def test_only_a_few_lessons_sound_the_same_on_the_loudspeaker() -> None:
    lessons = [lesson(f"bai-{n}", f"Bà con ơi, hôm nay mình học bài {n} nhé. Hết bài {n} ở đây") for n in range(6)]

    assert said(lessons) == [
        "content/bai-4.yaml: loudspeaker: lời cho loa mở đầu giống 4 bài khác, đầu tiên là content/bai-0.yaml",
        "content/bai-5.yaml: loudspeaker: lời cho loa mở đầu giống 4 bài khác, đầu tiên là content/bai-0.yaml",
    ]


words = st.sampled_from(["bà", "con", "ơi", "ra", "chợ", "quét", "mã", "nhận", "quà", "đi"])
texts = st.lists(words, min_size=SHORTEST, max_size=40)


@given(texts, st.lists(st.tuples(st.integers(0, 39), st.sampled_from(["mới", "lạ", ""])), max_size=4))
def test_whatever_is_alike_shares_enough_runs(text: list[str], edits: list[tuple[int, str]]) -> None:
    edited = list(text)
    for place, word in edits:
        edited[place % len(edited)] = word
    one, other = plain_words(" ".join(text)), plain_words(" ".join(edited))

    common, longer = len(runs(one) & runs(other)), max(len(runs(one)), len(runs(other)))

    distinct = len(runs(one)) == len(one) - RUN + 1 and len(runs(other)) == len(other) - RUN + 1
    if distinct and len(other) >= RUN and are_alike(one, other):
        assert common >= common_runs_at_least(longer)
