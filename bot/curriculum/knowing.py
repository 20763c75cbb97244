"""What is wrong between what the assistant knows and what the course teaches: references that lead nowhere, gaps."""

from collections.abc import Iterable, Iterator

from bot.curriculum.checks.framework import check_all_covered, check_framework_skills
from bot.curriculum.checks.patterns import check_patterns
from bot.curriculum.checks.references import check_covers, check_drill_form, check_entry_file, check_measure_file
from bot.curriculum.problems import Finding, Path, Problem
from bot.curriculum.tree import Tree
from bot.learning.course import Choice


def knowledge_problems(tree: Tree) -> Iterator[Problem]:
    """Yield every problem of the framework, the questions, the measures and the drills that no file shows by itself."""
    yield from _framework(tree)
    yield from _entries(tree)
    yield from _measures(tree)
    yield from _drills(tree)


def _framework(tree: Tree) -> Iterator[Problem]:
    framework = tree.single.get("framework")
    if framework is None or framework.value is None:
        return
    yield from map(framework.problem, check_framework_skills(framework.value, tree.layout.skills))
    items = [item.id for item in framework.value.items]
    sound = list(tree.sound_lessons())
    for lesson in sound:
        yield from map(lesson.problem, check_covers(lesson.value, items))
    if len(sound) == sum(map(len, tree.lessons.values())):  # Nobody knows what a broken one covers.
        covered = {item for lesson in sound for item in lesson.value.covers}
        yield from map(framework.problem, check_all_covered(framework.value, covered))


def _entries(tree: Tree) -> Iterator[Problem]:
    stems = tree.lesson_stems()
    for one in tree.faq:
        for place, entry in enumerate(one.value.entries if one.value is not None else ()):
            found = check_entry_file(entry, ("entries", place), tree.layout.skills, stems)
            yield from map(one.problem, found)


def _measures(tree: Tree) -> Iterator[Problem]:
    for folder, measure in tree.measures.items():
        quiz = next((quiz for quiz in tree.quizzes.get(folder, ()) if quiz.value is not None), None)
        if folder not in tree.layout.skills:
            what = f"không có kỹ năng nào ở content/{folder}/"
            yield measure.problem(Finding((), what, "đổi tên thư mục cho khớp"))
        elif measure.value is not None and quiz is not None:
            yield from map(measure.problem, check_measure_file(measure.value, quiz.value))


def _drills(tree: Tree) -> Iterator[Problem]:
    scams = tree.value("scams")
    forms = [form.id for form in scams.scams] if scams is not None else None
    questions: list[tuple[Path, tuple[Choice, ...]]] = []
    for one in tree.drills:
        for place, drill in enumerate(one.value.drills if one.value is not None else ()):
            at: Path = ("drills", place)
            questions.append(((*at, "choices"), drill.choices))
            if forms is not None:
                yield from map(one.problem, check_drill_form(drill, at, forms))
    for one in tree.drills[:1]:
        yield from map(one.problem, _patterns_of_all(questions))


def _patterns_of_all(questions: Iterable[tuple[Path, tuple[Choice, ...]]]) -> Iterator[Finding]:
    for finding in check_patterns(list(questions)):
        yield Finding(("drills",), f"trong mọi tin luyện, {finding.what}", finding.how)
