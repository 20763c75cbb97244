"""A mentor signs for what he saw with his own eyes: level M, with a code that works once."""

from bot.dialogue.directory import Code
from bot.dialogue.facts import TaskConfirmed
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.places import AtMentor, AtWitness
from bot.dialogue.talk import Talk
from bot.learning.course import Task


def enter(talk: Talk, place: AtWitness) -> None:
    """Say whose task it is and what must have been seen."""
    found = _found(talk, place)
    if found is None:
        talk.say("code.unknown")
        talk.go(AtMentor())
        return
    code, task = found
    buttons = [talk.button("saw"), talk.button("not_seen")]
    talk.say("witness.ask", buttons, person=code.person_name, task=task.title, witness=talk.fill(task.witness))


def hear(talk: Talk, place: AtWitness, heard: Heard) -> bool:
    """Sign, or do not."""
    if not isinstance(heard, Chosen):
        return False
    found = _found(talk, place)
    if found is None:
        talk.say("code.unknown")
    elif heard.key == "saw":
        code, task = found
        talk.note(TaskConfirmed(code.id, code.person_id or 0, code.skill_id, task.id))
        talk.say("witness.signed", person=code.person_name)
    else:
        talk.say("witness.unsigned")
    talk.go(AtMentor())
    return True


def _found(talk: Talk, place: AtWitness) -> tuple[Code, Task] | None:
    code = talk.directory.code_by_id(place.code)
    if code is None or code.person_id is None:
        return None
    for skill in talk.content.course.skills:
        for lesson in skill.lessons:
            if lesson.task.id == code.task_id:
                return code, lesson.task
    return None
