"""The first minute: who is speaking, then one small real success before anything is asked (learning rule R26)."""

from dataclasses import replace

from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.places import AtWelcome
from bot.dialogue.steps import going_on
from bot.dialogue.steps.feedback import buttons_of, find
from bot.dialogue.talk import Talk
from bot.learning.drill import Drill


def enter(talk: Talk, place: AtWelcome) -> None:
    """Say who speaks, then show a message to judge."""
    if not place.greeted:
        talk.say("welcome.hello")
        talk.place = replace(place, greeted=True)
    drill = _drill(talk, place)
    talk.say("welcome.drill", buttons_of(talk, drill.choices), sender=drill.sender, message=drill.message)


def hear(talk: Talk, place: AtWelcome, heard: Heard) -> bool:
    """Explain the choice, whichever it was, and go on to getting acquainted."""
    if not isinstance(heard, Chosen):
        return False
    drill = _drill(talk, place)
    choice = find(drill.choices, heard.key)
    if choice is None:
        return False
    talk.say("welcome.right" if choice.right else "welcome.not_yet", explanation=talk.fill(choice.say))
    going_on.go_on(talk)
    return True


def _drill(talk: Talk, place: AtWelcome) -> Drill:
    drills = talk.content.drills
    return next((drill for drill in drills if drill.id == place.drill), drills[0])
