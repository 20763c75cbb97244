"""What files say about each other: every id is given once, every reference leads somewhere."""

import difflib
from collections.abc import Iterable, Iterator, Sequence

from bot.curriculum.checks.names import check_id, check_matches_file
from bot.curriculum.files import CourseFile, SkillFile
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Lesson, Measure, Quiz
from bot.learning.drill import Drill
from bot.learning.knowledge import Entry

FEWEST_LESSONS = 2  # of a skill that counts
MOVEMENT = "phong-trao"
"""What questions about the movement itself have for a skill."""


def check_welcome(course: CourseFile, drills: Sequence[str]) -> Iterator[Finding]:
    """Check that there is the message that newcomers are welcomed with."""
    if course.welcome not in drills:
        how = _nearest(course.welcome, drills, "viết mã của một tin trong content/drills/")
        yield Finding(("welcome",), f"không có tin nào mã “{course.welcome}”", how)


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


def check_skill(
    skill: SkillFile, folder: str, stems: Sequence[str], quizzes: int, has_measure: bool
) -> Iterator[Finding]:
    """Check a skill against the files beside it."""
    yield from check_id(skill.id, ("id",))
    yield from check_matches_file(skill.id, folder)
    yield from _listed(skill, stems)
    if skill.kind == "skill" and len(skill.lessons) < FEWEST_LESSONS:
        what = f"kỹ năng được tính mới có {len(skill.lessons)} bài (cần ít nhất {FEWEST_LESSONS})"
        yield Finding(("lessons",), what, "viết thêm bài, hoặc ghi `kind: track`")
    if skill.kind == "skill" and quizzes == 0:
        what = "kỹ năng được tính chưa có bài kiểm tra"
        yield Finding(("id",), what, f"thêm một tệp vào quizzes/{folder}/")
    if skill.kind == "skill" and not has_measure:
        how = f"thêm quizzes/{folder}/measure.yaml: năm mục tiêu, mỗi mục tiêu ba câu hỏi trước, sau, một tháng sau"
        yield Finding(("id",), "kỹ năng được tính chưa có bài đo trước – sau", how)


def check_for_whom(skill: SkillFile, groups: Sequence[str]) -> Iterator[Finding]:
    """Check that a track is for groups that there are."""
    for place, group in enumerate(skill.groups):
        if group not in groups:
            how = _nearest(group, groups, "viết mã của một nhóm trong content/groups.yaml")
            yield Finding(("groups", place), f"không có nhóm nào mã “{group}”", how)


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
            yield from known_or_nearest("bài", needed, lessons, ("needs", place))


def check_covers(lesson: Lesson, items: Iterable[str]) -> Iterator[Finding]:
    """Check that what a lesson says it teaches is in the framework."""
    for place, item in enumerate(lesson.covers):
        yield from known_or_nearest("điều", item, items, ("covers", place))


def check_quiz_file(quiz: Quiz, stem: str, lessons: Iterable[str]) -> Iterator[Finding]:
    """Check what a quiz says about itself and about lessons."""
    yield from check_matches_file(quiz.id, stem)
    for place, objective in enumerate(quiz.objectives):
        yield from known_or_nearest("bài", objective.lesson, lessons, ("objectives", place, "lesson"))


def check_measure_file(measure: Measure, quiz: Quiz) -> Iterator[Finding]:
    """Check that what is measured is what the quiz of the same skill checks."""
    objectives = [objective.id for objective in quiz.objectives]
    for place, item in enumerate(measure.items):
        yield from known_or_nearest("mục tiêu", item.objective, objectives, ("items", place, "objective"))


def check_entry_file(entry: Entry, at: Path, skills: Sequence[str], lessons: Iterable[str]) -> Iterator[Finding]:
    """Check what an answer says about skills and lessons."""
    yield from known_or_nearest("kỹ năng", entry.skill, [*skills, MOVEMENT], (*at, "skill"))
    if entry.lesson is not None:
        yield from known_or_nearest("bài", entry.lesson, lessons, (*at, "lesson"))


def check_drill_form(drill: Drill, at: Path, forms: Iterable[str]) -> Iterator[Finding]:
    """Check that a scam is of a known kind."""
    if drill.form is not None:
        yield from known_or_nearest("kiểu lừa", drill.form, forms, (*at, "form"))
    elif drill.kind == "scam":
        how = "thêm dòng `form: …` với một mã trong content/lists/scams.yaml"
        yield Finding(at, "tin lừa chưa ghi thuộc kiểu lừa nào", how)


def known_or_nearest(noun: str, name: str, known: Iterable[str], at: Path) -> Iterator[Finding]:
    """Check that an id is known; otherwise say which one was probably meant."""
    if name not in known:
        what, otherwise = f"không có {noun} nào mã “{name}”", f"viết mã của một {noun} đang có"
        yield Finding(at, what, _nearest(name, known, otherwise))


def _nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"đổi thành {near[0]}" if near else otherwise
