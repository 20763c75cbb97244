"""What files say about each other: every id is given once, every reference leads somewhere."""

import difflib
from collections.abc import Iterable, Iterator, Sequence

from bot.curriculum.checks.names import check_id, check_matches_file
from bot.curriculum.checks.texts import LABEL, MESSAGE, Text, check_text
from bot.curriculum.files import CourseFile, SkillFile
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Lesson, Quiz

FEWEST_LESSONS = 2  # of a skill that counts


def check_course(course: CourseFile, folders: Sequence[str]) -> Iterator[Finding]:
    """Check that the course lists exactly the folders that there are."""
    for place, skill in enumerate(course.skills):
        if skill not in folders:
            yield Finding(("skills", place), f"không có thư mục “{skill}”", _nearest(skill, folders, "xoá dòng này"))
        if skill in course.skills[:place]:
            yield Finding(("skills", place), f"kỹ năng “{skill}” viết hai lần", "xoá một dòng")
    for folder in folders:
        if folder not in course.skills:
            what = f"thư mục “{folder}” chưa có trong danh sách"
            yield Finding(("skills",), what, f"thêm dòng `- {folder}`, hoặc xoá thư mục")


def check_skill(skill: SkillFile, folder: str, stems: Sequence[str], quizzes: int) -> Iterator[Finding]:
    """Check a skill against the files beside it."""
    yield from check_id(skill.id, ("id",))
    yield from check_matches_file(skill.id, folder)
    for name, limit in (("title", MESSAGE), ("short", LABEL), ("icon", LABEL), ("about", MESSAGE)):
        yield from check_text(Text((name,), getattr(skill, name), limit))
    yield from _listed(skill, stems)
    if skill.counted and len(skill.lessons) < FEWEST_LESSONS:
        what = f"kỹ năng được tính mới có {len(skill.lessons)} bài (cần ít nhất {FEWEST_LESSONS})"
        yield Finding(("lessons",), what, "viết thêm bài, hoặc ghi `counted: false`")
    if skill.counted and quizzes == 0:
        what = "kỹ năng được tính chưa có bài kiểm tra"
        yield Finding(("id",), what, f"thêm một tệp vào quizzes/{folder}/")


def _listed(skill: SkillFile, stems: Sequence[str]) -> Iterator[Finding]:
    for place, lesson in enumerate(skill.lessons):
        if lesson not in stems:
            how = _nearest(lesson, stems, f"tạo tệp {lesson}.yaml, hoặc xoá dòng này")
            yield Finding(("lessons", place), f"không có tệp {lesson}.yaml", how)
        if lesson in skill.lessons[:place]:
            yield Finding(("lessons", place), f"bài “{lesson}” viết hai lần", "xoá một dòng")
    for stem in stems:
        if stem not in skill.lessons:
            yield Finding(("lessons",), f"tệp {stem}.yaml chưa có trong danh sách", f"thêm dòng `- {stem}`")


def check_lesson_file(lesson: Lesson, stem: str, lessons: Iterable[str]) -> Iterator[Finding]:
    """Check what a lesson says about itself and about others."""
    yield from check_matches_file(lesson.id, stem)
    for place, needed in enumerate(lesson.needs):
        if needed == lesson.id:
            yield Finding(("needs", place), "bài này cần chính nó", "xoá dòng này")
        else:
            yield from _known(needed, lessons, ("needs", place))


def check_quiz_file(quiz: Quiz, stem: str, lessons: Iterable[str]) -> Iterator[Finding]:
    """Check what a quiz says about itself and about lessons."""
    yield from check_matches_file(quiz.id, stem)
    for place, objective in enumerate(quiz.objectives):
        yield from _known(objective.lesson, lessons, ("objectives", place, "lesson"))


def _known(lesson: str, lessons: Iterable[str], at: Path) -> Iterator[Finding]:
    if lesson not in lessons:
        yield Finding(at, f"không có bài nào mã “{lesson}”", _nearest(lesson, lessons, "viết mã của một bài đang có"))


def _nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"đổi thành {near[0]}" if near else otherwise
