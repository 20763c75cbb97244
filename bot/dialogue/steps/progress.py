"""What a learner has behind him, in words: a line per skill, the half-done lesson, the next thing to do."""

from bot.dialogue.places import AtLesson, AtMenu, AtQuiz, AtTask, Learning, Place
from bot.dialogue.talk import Talk
from bot.learning.completion import reached
from bot.learning.course import Lesson, Skill
from bot.learning.evidence import LADDER, Level, standing


def level_of(talk: Talk, skill: Skill) -> Level | None:
    """Return the highest level of the ladder that the learner's evidence reaches in a skill."""
    evidence = [entry for entry in standing(talk.learner.evidence) if entry.skill_id == skill.id]
    levels = reached(talk.content.rules.in_force, evidence)
    return next((level for level in reversed(LADDER) if level in levels), None)


def skill_line(talk: Talk, skill: Skill) -> str:
    """Return one line about a skill: how many lessons are done, and whether the skill is reached."""
    done = sum(talk.learner.has("lesson", lesson.id) for lesson in skill.lessons)
    level = level_of(talk, skill)
    mark = talk.words(f"level.{level}") if level else ""
    return talk.words("menu.skill_line", title=skill.title, done=done, all=len(skill.lessons), mark=mark).rstrip(" ·")


def next_lesson(talk: Talk, skill: Skill) -> Lesson | None:
    """Return the first lesson of a skill that is not finished."""
    return next((lesson for lesson in skill.lessons if not talk.learner.has("lesson", lesson.id)), None)


def open_task(talk: Talk, skill: Skill) -> Lesson | None:
    """Return the first finished lesson whose task was put off."""
    done = (lesson for lesson in skill.lessons if talk.learner.has("lesson", lesson.id))
    return next((lesson for lesson in done if not talk.learner.has("task", lesson.task.id, "T")), None)


def unwitnessed(talk: Talk, skill: Skill) -> Lesson | None:
    """Return the first lesson whose task was done, while the learner's mentor has not seen it yet."""
    if talk.learner.mentor_name is None or not talk.learner.is_counted:
        return None
    done = (lesson for lesson in skill.lessons if talk.learner.has("task", lesson.task.id, "T"))
    return next((lesson for lesson in done if not talk.learner.has("task", lesson.task.id, "M")), None)


def start_of(talk: Talk) -> Place:
    """Return the start of the first unfinished lesson of the course; the menu if there is none."""
    for skill in talk.content.course.skills:
        if lesson := next_lesson(talk, skill):
            return AtLesson(lesson.id, lesson.cards[0].id)
    return AtMenu("skills")


def describe_bookmark(talk: Talk, bookmark: Learning) -> str:
    """Return in a few words where the learner goes on."""
    match bookmark:
        case AtLesson(lesson_id, card_id) if found := talk.lesson(lesson_id):
            _, lesson = found
            ids = [card.id for card in lesson.cards]
            step = ids.index(card_id) + 1 if card_id in ids else 1
            return talk.words("where.lesson", lesson=lesson.title, step=step, steps=len(ids))
        case AtTask(lesson_id) if found := talk.lesson(lesson_id):
            return talk.words("where.task", task=found[1].task.title)
        case AtQuiz(skill_id, attempt) if skill := talk.content.course.skill(skill_id):
            question = min(len(attempt.answers) + 1, len(attempt.variants))
            return talk.words("where.quiz", skill=skill.title, question=question, questions=len(attempt.variants))
        case _:
            return talk.words("where.withdrawn")
