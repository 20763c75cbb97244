"""What is wrong between files: missing ones, ids given twice, references that lead nowhere, sources grown old."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from bot.curriculum.checks.drills import check_mix
from bot.curriculum.checks.media import check_media
from bot.curriculum.checks.phrases import Required, check_apart, check_required
from bot.curriculum.checks.plans import Known, check_plan_file
from bot.curriculum.checks.quizzes import check_counted
from bot.curriculum.checks.references import (
    check_course,
    check_for_whom,
    check_lesson_file,
    check_quiz_file,
    check_skill,
    check_welcome,
)
from bot.curriculum.checks.sources import check_still_good
from bot.curriculum.examining import Examined
from bot.curriculum.files import GroupsFile
from bot.curriculum.knowing import knowledge_problems
from bot.curriculum.layout import ONE_EACH, SINGLE
from bot.curriculum.problems import Finding, Path, Problem
from bot.curriculum.tree import Tree
from bot.learning.course import Source


def cross_problems(tree: Tree, required: Required | None) -> Iterator[Problem]:
    """Yield every problem that no file shows by itself."""
    yield from _missing(tree)
    yield from _misnamed(tree)
    yield from _course(tree)
    yield from _skills(tree)
    yield from _lessons_and_quizzes(tree)
    yield from _given_twice(tree)
    yield from _drills(tree)
    yield from _plans(tree)
    yield from knowledge_problems(tree)
    phrases = tree.single.get("phrases")
    if phrases is not None and phrases.value is not None and required is not None:
        values = [value.id for value in tree.local_values()]
        yield from map(phrases.problem, check_required(phrases.value, required, frozenset(values)))
        if values:
            yield from map(tree.single["values"].problem, check_apart(values, required))


def reminders(tree: Tree, today: date) -> Iterator[Problem]:
    """Yield a reminder for each source that should have been looked at again by now."""
    for examined, at, source in _sources(tree):
        yield from map(examined.problem, check_still_good(source, at, today))


def _sources(tree: Tree) -> Iterator[tuple[Examined, Path, Source]]:
    lists = (tree.single.get(kind) for kind in ("emergency", "hosts", "brands", "scams"))
    for examined in chain(*tree.lessons.values(), *tree.quizzes.values(), lists):
        if examined is not None and examined.value is not None:
            for place, source in enumerate(examined.value.sources):
                yield examined, ("sources", place), source
    for one in tree.faq:
        for place, entry in enumerate(one.value.entries if one.value is not None else ()):
            yield one, ("entries", place, "source"), entry.source
    for place, value in enumerate(tree.local_values()):
        yield tree.single["values"], ("values", place, "source"), value.source


def _missing(tree: Tree) -> Iterator[Problem]:
    for kind in SINGLE:
        if kind not in tree.single:
            name = tree.layout.name_of("content", f"{kind}.yaml")
            yield Problem(name, 1, "thiếu tệp này", "tạo tệp; mẫu xem ở content/README.md")
    for folder, kinds in ONE_EACH.items():
        for kind in sorted(kinds - tree.single.keys()):
            name = tree.layout.name_of("content", folder, f"{kind}.yaml")
            yield Problem(name, 1, "thiếu tệp này", "tạo tệp; mẫu xem ở content/README.md")
    for folder in tree.layout.skills:
        if folder not in tree.skills:
            name = tree.layout.name_of("content", folder, "skill.yaml")
            yield Problem(name, 1, "thiếu tệp này", "tạo tệp; mẫu xem ở skill.yaml của một kỹ năng khác")


def _misnamed(tree: Tree) -> Iterator[Problem]:
    for name in tree.layout.misnamed:
        yield Problem(name, 1, "tệp .yml không được đọc", "đổi đuôi tên tệp thành .yaml")


def _course(tree: Tree) -> Iterator[Problem]:
    course = tree.single.get("course")
    if course is not None and course.value is not None:
        yield from map(course.problem, check_course(course.value, tree.layout.skills))
        yield from map(course.problem, check_welcome(course.value, [name for _, _, name in _drill_ids(tree)]))


def _skills(tree: Tree) -> Iterator[Problem]:
    groups: GroupsFile | None = tree.value("groups")
    for folder, skill in tree.skills.items():
        if skill.value is not None:
            stems = [lesson.file.stem for lesson in tree.lessons.get(folder, ())]
            count = len(tree.quizzes.get(folder, ()))
            has_measure = folder in tree.measures
            yield from map(skill.problem, check_skill(skill.value, folder, stems, count, has_measure))
            if groups is not None:
                yield from map(skill.problem, check_for_whom(skill.value, [group.id for group in groups.groups]))
            for quiz in tree.quizzes.get(folder, ())[:1] if skill.value.kind == "skill" else ():
                if quiz.value is not None:
                    yield from map(quiz.problem, check_counted(quiz.value))
    for folder, quizzes in tree.quizzes.items():
        if folder not in tree.layout.skills:
            what = f"không có kỹ năng nào ở content/{folder}/"
            yield quizzes[0].problem(Finding((), what, "đổi tên thư mục cho khớp"))
        for quiz in quizzes[1:]:
            yield quiz.problem(Finding(("id",), "kỹ năng này đã có một bài kiểm tra", "gộp hai tệp lại làm một"))


def _lessons_and_quizzes(tree: Tree) -> Iterator[Problem]:
    stems = tree.lesson_stems()
    for lesson in _all(tree.lessons.values()):
        yield from map(lesson.problem, check_lesson_file(lesson.value, lesson.file.stem, stems))
        beside = tree.media.get(("content", lesson.file.folder), {})
        yield from map(lesson.problem, check_media(lesson.value, beside))
    for quiz in _all(tree.quizzes.values()):
        yield from map(quiz.problem, check_quiz_file(quiz.value, quiz.file.stem, stems))
        beside = tree.media.get(("quizzes", quiz.file.folder), {})
        yield from map(quiz.problem, check_media(quiz.value, beside))
    for measure in tree.measures.values():
        if measure.value is not None:
            beside = tree.media.get(("quizzes", measure.file.folder), {})
            yield from map(measure.problem, check_media(measure.value, beside))


def _given_twice(tree: Tree) -> Iterator[Problem]:
    """Yield ids that the whole product may have only once; the later file is the one to change."""
    lessons, quizzes = list(_all(tree.lessons.values())), list(_all(tree.quizzes.values()))
    own: Path = ("id",)
    task: Path = ("task", "id")
    yield from _repeats("bài", [(one, own, one.value.id) for one in lessons])
    yield from _repeats("bài thực hành", [(one, task, one.value.task.id) for one in lessons])
    yield from _repeats("bài kiểm tra", [(one, own, one.value.id) for one in quizzes])
    yield from _repeats("bài đo", [(one, own, one.value.id) for one in tree.measures.values() if one.value is not None])
    yield from _repeats("tin", _drill_ids(tree))
    yield from _repeats("câu hỏi", _question_ids(tree))
    seen = {file.address for file in tree.layout.media if file.root == "content"}
    for file in tree.layout.media:
        if file.root == "quizzes" and file.address in seen:
            name = tree.layout.name_of("quizzes", file.folder, file.file)
            yield Problem(name, 1, f"đã có content/{file.address} cùng tên", "đổi tên một trong hai tệp")


def _drill_ids(tree: Tree) -> Iterator[tuple[Examined, Path, str]]:
    for one in tree.drills:
        for place, drill in enumerate(one.value.drills if one.value is not None else ()):
            yield one, ("drills", place, "id"), drill.id


def _question_ids(tree: Tree) -> Iterator[tuple[Examined, Path, str]]:
    for one, name in tree.asked():
        for place, question in enumerate(getattr(one.value, name)):
            yield one, (name, place, "id"), question.id


def _repeats(noun: str, ids: Iterable[tuple[Examined, Path, str]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for examined, at, name in ids:
        if name in seen:
            what = f"mã “{name}” đã là mã một {noun} ở {seen[name]}"
            yield examined.problem(Finding(at, what, "đặt một mã khác"))
        seen.setdefault(name, examined.file.name)


def _drills(tree: Tree) -> Iterator[Problem]:
    sound = [one for one in tree.drills if one.value is not None]
    every = [drill for one in sound for drill in one.value.drills]
    for one in sound[:1]:
        yield from map(one.problem, check_mix(every))


def _plans(tree: Tree) -> Iterator[Problem]:
    groups = tree.value("groups")
    counted = sum(skill.value is None or skill.value.kind == "skill" for skill in tree.skills.values())
    known = Known(
        groups=sorted({group.id for group in groups.groups}) if groups is not None else (),
        skills=tree.layout.skills,
        counted=counted,
        values={value.id: value for value in tree.local_values()},
    )
    for plan in tree.plans:
        if plan.value is not None:
            yield from map(plan.problem, check_plan_file(plan.value, plan.file.stem, known))


def _all(folders: Iterable[Iterable[Examined]]) -> Iterator[Examined]:
    return (one for several in folders for one in several if one.value is not None)
