"""A small course with lessons, sources and a framework, for what is shown of them."""

from datetime import date

from bot.learning.course import Course, Lesson, Skill, Source, Task
from bot.learning.framework import FrameworkItem

FRAMEWORK = (
    FrameworkItem("tin-lua", "Nhận ra tin lừa", "an-toan", "Kế hoạch của Xã Mẫu, mục 1"),
    FrameworkItem("quet-ma", "Trả tiền bằng mã QR", "thanh-toan", "Kế hoạch của Xã Mẫu, mục 2"),
    FrameworkItem("so-sach", "Ghi sổ bán hàng", "bon-t", "Kế hoạch của Xã Mẫu, mục 3"),
)


def a_source(title: str, review_by: date) -> Source:
    return Source(title, f"https://{title}.example.vn", date(2026, 11, 1), review_by)


def a_lesson(lesson_id: str, title: str, covers: tuple[str, ...], *sources: Source) -> Lesson:
    task = Task(f"{lesson_id}-lam", "Việc", "Làm", "Thấy gì?", (), "Thấy")
    return Lesson(lesson_id, title, "steps", 5, "Biết", (), task, sources, covers=covers)


OLD, SOON, LATE = date(2026, 11, 15), date(2026, 12, 31), date(2027, 11, 1)
COURSE = Course(
    (
        Skill(
            "an-toan", "Tự bảo vệ", "An toàn", "🛡️", "", "skill",
            (a_lesson("tin-la", "Tin lạ", ("tin-lua",), a_source("bao", LATE), a_source("luat", SOON)),), None,
        ),
        Skill(
            "thanh-toan", "Trả tiền", "Trả tiền", "💳", "", "skill",
            (a_lesson("quet-ma", "Quét mã", ("quet-ma", "tin-lua"), a_source("ngan-hang", OLD)),), None,
        ),
    )
)  # fmt: skip
