"""The adult's step: a child learns uncounted until a parent or guardian has read the text and agreed."""

from bot.dialogue.facts import GuardianAnswered
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.places import AtGuardian
from bot.dialogue.steps.acquainted import acquainted
from bot.dialogue.steps.consenting import YES, show_and_ask, shown_text
from bot.dialogue.talk import Talk

_LATER = "later"
_RELATIONS = ("parent", "guardian")


def enter(talk: Talk, place: AtGuardian) -> None:
    """Ask for the adult; once he is there, show him the text."""
    if place.relation:
        show_and_ask(talk, talk.content.guardian)
    else:
        relations = [talk.button(relation) for relation in _RELATIONS]
        talk.say("guardian.ask", [*relations, talk.button(_LATER, "button.no_adult_now")])


def hear(talk: Talk, place: AtGuardian, heard: Heard) -> bool:
    """Record what the adult decided; without one, learning goes on uncounted."""
    if not isinstance(heard, Chosen):
        return False
    if not place.relation and heard.key in _RELATIONS:
        talk.go(AtGuardian(heard.key))
        return True
    if place.relation:
        consent, agreed = talk.content.guardian, heard.key == YES
        talk.note(GuardianAnswered(place.relation, consent.version, shown_text(talk, consent), agreed))
        talk.show(talk.fill(consent.after_yes if agreed else consent.after_no))
    acquainted(talk)
    return True
