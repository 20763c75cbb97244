"""What to suggest once something is finished: the rest of the skill, its quiz, or getting acquainted first."""

from bot.dialogue.places import AtMenu, AtSkill
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk
from bot.learning.course import Skill


def onward(talk: Talk, skill: Skill) -> None:
    """Go on after a lesson, a task or a quiz; whoever has learned something real may now be asked who they are."""
    if going_on.unasked(talk.learner) is not None:
        going_on.go_on(talk)
    elif _is_all_done(talk, skill):
        talk.go(AtMenu("skills"))
    else:
        talk.go(AtSkill(skill.id))


def _is_all_done(talk: Talk, skill: Skill) -> bool:
    lessons_done = all(talk.learner.has("lesson", lesson.id) for lesson in skill.lessons)
    return lessons_done and (skill.quiz is None or talk.learner.has("quiz", skill.quiz.id))
