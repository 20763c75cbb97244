"""Whether an invitation is accepted: to become a mentor, to be followed by one, to be known on this phone."""

from bot.dialogue.directory import Code
from bot.dialogue.facts import MenteeJoined, MentorJoined, PlaceRecovered
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.places import AtInvite, AtWelcome
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk


def enter(talk: Talk, place: AtInvite) -> None:
    """Say who invites to what, and what the other will see; ask."""
    code = talk.directory.code_by_id(place.code)
    if code is None:
        talk.say("code.unknown")
        _after(talk, place)
        return
    buttons = [talk.button("accept"), talk.button("decline")]
    talk.say(f"invite.{code.kind}", buttons, person=code.person_name, unit=code.unit_name)


def hear(talk: Talk, place: AtInvite, heard: Heard) -> bool:
    """Accept or decline."""
    if not isinstance(heard, Chosen):
        return False
    code = talk.directory.code_by_id(place.code)
    if code is None:
        talk.say("code.unknown")
    elif heard.key == "accept":
        _accept(talk, code)
    else:
        talk.say("invite.declined")
    _after(talk, place)
    return True


def _after(talk: Talk, place: AtInvite) -> None:
    """Somebody who came in by the link still has the first small success before any form."""
    if place.newcomer and talk.learner.form is None:
        talk.go(AtWelcome(talk.content.drills[0].id, greeted=True))
    else:
        going_on.resume(talk)


def _accept(talk: Talk, code: Code) -> None:
    match code.kind:
        case "mentor" if code.unit_id is not None:
            talk.note(MentorJoined(code.id, code.unit_id))
            talk.say("invite.mentor_joined", unit=code.unit_name)
        case "mentee" if code.person_id is not None:
            talk.note(MenteeJoined(code.id, code.person_id))
            talk.say("invite.mentee_joined", person=code.person_name)
        case "recovery" if code.person_id is not None:
            learner, bookmark = talk.directory.person(code.person_id)
            talk.note(PlaceRecovered(code.id, code.person_id))
            talk.become(learner, bookmark)
            talk.say("invite.recovered")
        case _:
            talk.say("code.unknown")
