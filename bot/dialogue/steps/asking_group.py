"""Which of the four groups the person belongs to; with it, unit and group are kept together."""

from bot.dialogue.facts import MembershipStated
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import Button
from bot.dialogue.places import AtAge, AtData, AtGroup
from bot.dialogue.steps.acquainted import acquainted
from bot.dialogue.talk import Talk

_GUARDED = "pupil"
"""Only pupils are asked about their age: least data."""


def enter(talk: Talk, place: AtGroup) -> None:
    """Offer the groups of the movement."""
    groups = talk.content.groups
    talk.say("group.ask", [Button(group.id, group.label, group.synonyms) for group in groups])


def hear(talk: Talk, place: AtGroup, heard: Heard) -> bool:
    """Keep unit and group; of a pupil only after asking whether an adult must agree: until then nothing is counted."""
    if not isinstance(heard, Chosen):
        return False
    learner = talk.learner
    if (heard.key == _GUARDED or learner.is_child) and not learner.guardian_agreed:
        talk.go(AtAge(place.unit, heard.key, place.editing))
        return True
    keep_membership(talk, place.unit, heard.key)
    if place.editing:
        talk.go(AtData())
    else:
        acquainted(talk)
    return True


def keep_membership(talk: Talk, unit_code: str | None, group: str) -> None:
    """Keep unit and group together, from now on."""
    unit = talk.directory.unit(unit_code) if unit_code else None
    talk.note(MembershipStated(unit.id if unit else None, group), unit)
