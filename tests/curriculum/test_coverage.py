"""Which lesson teaches what is asked for: what is missing first, then what must be looked at soonest."""

from bot.curriculum.coverage import coverage
from bot.curriculum.report import coverage_report
from tests.courses import COURSE, FRAMEWORK
from tests.curriculum.trees import GOOD, look


def told(skill_id: str | None = None) -> list[tuple[str, str | None, str | None]]:
    return [
        (row.item.id, row.lesson.id if row.lesson else None, row.source.title if row.source else None)
        for row in coverage(COURSE, FRAMEWORK, skill_id)
    ]


def test_every_item_comes_with_every_lesson_and_source() -> None:
    assert told() == [
        ("so-sach", None, None),
        ("quet-ma", "quet-ma", "ngan-hang"),
        ("tin-lua", "quet-ma", "ngan-hang"),
        ("tin-lua", "tin-la", "luat"),
        ("tin-lua", "tin-la", "bao"),
    ]


def test_one_course_may_be_asked_for() -> None:
    assert told("an-toan") == [("tin-lua", "tin-la", "luat"), ("tin-lua", "tin-la", "bao")]
    assert told("bon-t") == [("so-sach", None, None)]


def test_the_table_of_the_terminal_is_aligned() -> None:
    content = look(GOOD).content
    assert content is not None

    assert coverage_report(content) == (
        "XEM LẠI     BÀI          ĐIỀU ĐƯỢC DẠY  NGUỒN\n"
        "20/11/2027  cuoc-goi-la  goi-lua        Cổng cảnh báo an toàn thông tin\n"
        "20/11/2027  tin-la       tin-lua        Cổng cảnh báo an toàn thông tin"
    )
