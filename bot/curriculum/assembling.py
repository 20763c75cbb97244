"""Clean files → the content, in the order in which it is offered."""

from bot.curriculum.content import Content, Counts
from bot.curriculum.files import SkillFile
from bot.curriculum.tree import Tree
from bot.learning.course import Course, Skill
from bot.text.phrasebook import Phrasebook


def assemble(tree: Tree, version: str) -> Content:
    """Return the content; the files must be without problems."""
    addresses, consents = tree.value("addresses"), tree.value("consents")
    return Content(
        version=version,
        course=Course(tuple(_skill(tree, folder) for folder in tree.value("course").skills)),
        drills=tuple(drill for one in tree.drills for drill in one.value.drills),
        phrases=Phrasebook(tree.value("phrases"), addresses.default),
        words=tree.value("words"),
        addresses=addresses.forms,
        groups=tree.value("groups").groups,
        consents=consents.consents,
        guardian=consents.guardian,
        emergency=tree.value("emergency"),
        rules=tree.value("rules"),
        media={file.address: file.root for file in tree.layout.media},
    )


def _skill(tree: Tree, folder: str) -> Skill:
    file: SkillFile = tree.skills[folder].value
    lessons = {one.file.stem: one.value for one in tree.lessons.get(folder, ())}
    quizzes = tree.quizzes.get(folder, ())
    return Skill(
        id=file.id,
        title=file.title,
        short=file.short,
        icon=file.icon,
        about=file.about,
        is_counted=file.counted,
        lessons=tuple(lessons[name] for name in file.lessons),
        quiz=quizzes[0].value if quizzes else None,
    )


def count(tree: Tree, problems: int) -> Counts:
    """Return how much there is; a broken file counts as a lesson, but not its parts."""
    quizzes = [one.value for several in tree.quizzes.values() for one in several if one.value is not None]
    return Counts(
        lessons=sum(len(several) for several in tree.lessons.values()),
        objectives=sum(len(quiz.objectives) for quiz in quizzes),
        drills=sum(len(one.value.drills) for one in tree.drills if one.value is not None),
        problems=problems,
    )


def count_content(content: Content) -> Counts:
    """Return how much there is in clean content."""
    skills = content.course.skills
    return Counts(
        lessons=sum(len(skill.lessons) for skill in skills),
        objectives=sum(len(skill.quiz.objectives) for skill in skills if skill.quiz is not None),
        drills=len(content.drills),
    )
