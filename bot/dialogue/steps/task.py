"""The practice task at the end of a lesson: do it on the own phone, show that it was done, have it witnessed."""

from datetime import timedelta

from bot.dialogue.facts import CodeIssued, TaskDone
from bot.dialogue.hearing import Chosen, Command, Heard
from bot.dialogue.places import STUCK_AFTER, AtHelp, AtLesson, AtMenu, AtTask
from bot.dialogue.steps import going_on
from bot.dialogue.steps.feedback import buttons_of, explain, find
from bot.dialogue.steps.onward import onward
from bot.dialogue.talk import Talk
from bot.learning.codes import new_code, spell
from bot.learning.course import Choice, Lesson, Skill

CONFIRM_WITHIN = timedelta(hours=24)


def enter(talk: Talk, place: AtTask) -> None:
    """Say what to do, ask for the proof, or offer a witness."""
    found = talk.lesson(place.lesson)
    if found is None:
        talk.bookmark = None
        talk.go(AtMenu("skills"))
        return
    _, lesson = found
    talk.bookmark = place
    match place.phase:
        case "do":
            talk.say("task.do", [talk.button("did"), talk.button("later")], text=talk.fill(lesson.task.text))
        case "proof":
            talk.show(talk.fill(lesson.task.proof), buttons_of(talk, lesson.task.choices))
        case "witness":
            talk.bookmark = None
            talk.say("task.witness", [talk.button("witness"), talk.button("onward")])


def hear(talk: Talk, place: AtTask, heard: Heard) -> bool:
    """Take "I did it" (level S), the answer to the proof (level T), or the wish for a witness."""
    found = talk.lesson(place.lesson)
    if found is None:
        talk.go(place)
        return True
    skill, lesson = found
    match place.phase, heard:
        case "do", Chosen("did"):
            _claim(talk, place, skill, lesson)
        case "do", Chosen("later") | Command("next"):
            talk.bookmark = None
            talk.say("task.later")
            onward(talk, skill)
        case "do", Command("back"):
            talk.go(AtLesson(lesson.id, lesson.cards[-1].id))
        case "proof", Chosen(key) if choice := find(lesson.task.choices, key):
            _prove(talk, place, skill, lesson, choice)
        case "proof", Command("back"):
            talk.go(AtTask(lesson.id, "do", place.tries))
        case "witness", Chosen("witness"):
            _ask_witness(talk, skill, lesson)
        case "witness", Chosen("onward") | Command("next"):
            onward(talk, skill)
        case _:
            return False
    return True


def _claim(talk: Talk, place: AtTask, skill: Skill, lesson: Lesson) -> None:
    if not talk.learner.has("task", lesson.task.id):
        talk.note(TaskDone(skill.id, lesson.task.id, "S"))
    talk.go(AtTask(lesson.id, "proof", place.tries))


def _prove(talk: Talk, place: AtTask, skill: Skill, lesson: Lesson, choice: Choice) -> None:
    explain(talk, choice)
    if choice.right:
        if not talk.learner.has("task", lesson.task.id, "T"):
            talk.note(TaskDone(skill.id, lesson.task.id, "T"))
        _offer_witness(talk, skill, lesson)
    elif place.tries + 1 >= STUCK_AFTER:
        talk.bookmark = AtTask(lesson.id, "do", place.tries + 1)
        talk.go(AtHelp())
    else:
        talk.go(AtTask(lesson.id, "do", place.tries + 1))


def _offer_witness(talk: Talk, skill: Skill, lesson: Lesson) -> None:
    """A confirmation would be kept, so it is only offered to those who agreed to that."""
    if _may_be_witnessed(talk):
        talk.go(AtTask(lesson.id, "witness"))
    else:
        talk.bookmark = None
        onward(talk, skill)


def _may_be_witnessed(talk: Talk) -> bool:
    return talk.learner.name is not None and talk.learner.is_counted


def _ask_witness(talk: Talk, skill: Skill, lesson: Lesson) -> None:
    if not _may_be_witnessed(talk):
        talk.say("task.witness_uncounted")
        going_on.go_on(talk)
        return
    code = new_code(talk.dice)
    expires_at = talk.now + CONFIRM_WITHIN
    talk.note(CodeIssued("confirm", code, expires_at, skill.id, lesson.task.id))
    talk.say("task.code", code=spell(code), witness=talk.fill(lesson.task.witness))
    onward(talk, skill)
