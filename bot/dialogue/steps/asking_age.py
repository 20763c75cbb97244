"""A pupil is asked one thing about age: whether an adult must agree. No birthday is kept."""

import re

from bot.dialogue.facts import AgeStated
from bot.dialogue.hearing import Chosen, Heard, Words
from bot.dialogue.places import AtAge, AtData, AtGuardian
from bot.dialogue.steps.acquainted import acquainted
from bot.dialogue.steps.asking_group import keep_membership
from bot.dialogue.talk import Talk

_YEARS = re.compile(r"\b\d{1,2}\b")
"""An age that was typed; only which side of the plan's age it is on is kept."""


def enter(talk: Talk, place: AtAge) -> None:
    """Ask whether the pupil has reached the age of the plan."""
    age = talk.content.rules.guardian_under
    buttons = [talk.button("old_enough", age=age), talk.button("child", age=age)]
    talk.say("age.ask", buttons, age=age)


def hear(talk: Talk, place: AtAge, heard: Heard) -> bool:
    """Go to the adult's step, or on."""
    match heard:
        case Chosen(key):
            is_child = key == "child"
        case Words(text) if found := _YEARS.search(text):
            is_child = int(found.group()) < talk.content.rules.guardian_under
        case _:
            return False
    talk.note(AgeStated(is_child))
    keep_membership(talk, place.unit, place.group)
    if is_child:
        talk.go(AtGuardian())
    elif place.editing:
        talk.go(AtData())
    else:
        acquainted(talk)
    return True
