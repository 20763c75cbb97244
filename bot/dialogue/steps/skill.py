"""One skill: its next lesson, the list of its lessons, and its quiz."""

from bot.dialogue.facts import AttemptStarted
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import Button
from bot.dialogue.places import AtLesson, AtMenu, AtQuiz, AtSkill, AtTask
from bot.dialogue.steps.progress import next_lesson, open_task, skill_line, unwitnessed
from bot.dialogue.talk import Talk
from bot.learning.codes import new_code
from bot.learning.course import Skill
from bot.learning.grading import begin

_PAGE = 3
"""Lessons a page: more steps with fewer choices beat fewer steps with many (learning rule R2)."""
_SEEDS = 2**31
_ATTEMPT_ID = 16  # characters of 5 bits


def enter(talk: Talk, place: AtSkill) -> None:
    """Show the skill, or a page of its lessons; a withdrawn skill leads to the menu."""
    skill = talk.content.course.skill(place.skill)
    if skill is None:
        talk.go(AtMenu("skills"))
    elif place.listed is None:
        _show(talk, skill)
    else:
        _list(talk, skill, place.listed)


def _show(talk: Talk, skill: Skill) -> None:
    lesson = next_lesson(talk, skill)
    buttons = [talk.button("lesson", lesson=lesson.title)] if lesson else []
    if postponed := open_task(talk, skill):
        buttons.append(talk.button("task", task=postponed.task.title))
    if skill.quiz:
        buttons.append(talk.button("quiz"))
    if unwitnessed(talk, skill):
        buttons.append(talk.button("witness"))
    buttons += [talk.button("lessons"), talk.button("skills", "button.other_skill")]
    about = talk.fill(skill.about)
    talk.say("skill.show", buttons, icon=skill.icon, line=skill_line(talk, skill), about=about)


def _list(talk: Talk, skill: Skill, start: int) -> None:
    shown = skill.lessons[start : start + _PAGE]
    done = talk.words("lesson.done_mark")
    buttons = [
        Button(lesson.id, f"{done} {lesson.title}" if talk.learner.has("lesson", lesson.id) else lesson.title)
        for lesson in shown
    ]
    if start + _PAGE < len(skill.lessons):
        buttons.append(talk.button("further"))
    talk.say("skill.lessons", [*buttons, talk.button("up", "button.back")], skill=skill.title)


def hear(talk: Talk, place: AtSkill, heard: Heard) -> bool:
    """Begin a lesson or the quiz, or turn the page."""
    skill = talk.content.course.skill(place.skill)
    if not isinstance(heard, Chosen) or skill is None:
        return False
    match heard.key:
        case "lesson" if lesson := next_lesson(talk, skill):
            talk.go(AtLesson(lesson.id, lesson.cards[0].id))
        case "task" if lesson := open_task(talk, skill):
            talk.go(AtTask(lesson.id))
        case "witness" if lesson := unwitnessed(talk, skill):
            talk.go(AtTask(lesson.id, "witness"))
        case "quiz" if isinstance(talk.bookmark, AtQuiz) and talk.bookmark.skill == skill.id:
            talk.go(talk.bookmark)
        case "quiz":
            begin_quiz(talk, skill)
        case "lessons":
            talk.go(AtSkill(skill.id, listed=0))
        case "further":
            talk.go(AtSkill(skill.id, listed=(place.listed or 0) + _PAGE))
        case "up":
            talk.go(AtSkill(skill.id))
        case "skills":
            talk.go(AtMenu("skills" if skill.is_counted else "courses"))
        case lesson_id if lesson := skill.lesson(lesson_id):
            talk.go(AtLesson(lesson.id, lesson.cards[0].id))
        case _:
            return False
    return True


def begin_quiz(talk: Talk, skill: Skill) -> None:
    """Begin an attempt: of every objective the variant seen least often, in an order fixed by a stored seed."""
    if skill.quiz is None:
        talk.go(AtSkill(skill.id))
        return
    attempt_id, seed = new_code(talk.dice, _ATTEMPT_ID), talk.dice.randrange(_SEEDS)
    attempt = begin(skill.quiz, talk.content.rules.quiz, talk.learner.seen, attempt_id, seed)
    talk.note(AttemptStarted(attempt.id, attempt.quiz_id, skill.id, attempt.seed, len(attempt.variants)))
    talk.say("quiz.intro", skill=skill.title, questions=len(attempt.variants))
    talk.bookmark = AtQuiz(skill.id, attempt)
    talk.go(talk.bookmark)
