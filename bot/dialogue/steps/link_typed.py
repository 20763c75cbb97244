"""Learning on a second channel, from the side of the second: a link code was typed, the first channel is asked."""

from bot.dialogue.directory import Code, Link
from bot.dialogue.facts import CodeMissed, LinkTyped, PersonJoined
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import LinkAnswered
from bot.dialogue.places import AtChooser, AtLinkTyped, AtWelcome
from bot.dialogue.steps import going_on
from bot.dialogue.steps.chooser import ask_among
from bot.dialogue.steps.linking import MINUTES, channel_name
from bot.dialogue.steps.own_data import others_here
from bot.dialogue.talk import Talk
from bot.learning.joining import has_a_past


def take(talk: Talk, code: Code | None) -> None:
    """
    Take six digits that were typed.

    Whatever is wrong with a code of somebody else is said in the same words; nobody must take it for a one-time code.
    """
    learner = talk.learner
    if code is None or code.link is None or code.link.typed_by not in (None, learner.id) or _is_taken(code.link):
        talk.note(CodeMissed(is_link=True))
        talk.say("code.unknown")
        _refuse(talk, "link.not_otp")
    elif code.person_id == learner.id and not code.shown_here:
        _refuse(talk, "link.already")
    elif code.shown_here:
        _refuse(talk, "link.own")
    elif code.person_id in dict(talk.directory.people_here()):
        talk.say("link.known_here", person=code.person_name or talk.words("name.nameless"))
        talk.go(talk.place)
    elif code.link.typed_by == learner.id:
        talk.go(AtLinkTyped(code.id, _is_newcomer(talk)))
    else:
        _take_good(talk, code, code.link)


def _is_taken(link: Link) -> bool:
    """Return whether the code was typed in some chat, where somebody else has come to speak since."""
    return link.typed_in is not None and link.typed_by is None


def _take_good(talk: Talk, code: Code, link: Link) -> None:
    """Ask the first chat; but before two people's progress becomes one, ask here if they are the same person."""
    if has_a_past(talk.learner):
        talk.go(AtLinkTyped(code.id, asking_who=True))
    else:
        _request(talk, AtLinkTyped(code.id, _is_newcomer(talk)), link)


def _is_newcomer(talk: Talk) -> bool:
    place = talk.place
    return isinstance(place, AtWelcome) or (isinstance(place, AtLinkTyped) and place.newcomer)


def _refuse(talk: Talk, phrase_id: str) -> None:
    """Say why not, then show again what was asked before."""
    talk.say(phrase_id)
    talk.go(talk.place)


def _request(talk: Talk, place: AtLinkTyped, link: Link) -> None:
    talk.note(LinkTyped(place.code, link.shown_in))
    talk.place = place
    _look_there(talk, link)


def _look_there(talk: Talk, link: Link) -> None:
    channel = channel_name(talk, link.shown_on)
    talk.say("link.look_there", [talk.button("later")], channel=channel, minutes=MINUTES)


def enter(talk: Talk, place: AtLinkTyped) -> None:
    """Ask who learns here, or say where to answer."""
    link = _link(talk, place)
    if link is None:
        talk.say("link.over")
        _go_on(talk, place)
    elif place.asking_who:
        talk.say("link.who", [talk.button("same_person"), talk.button("other_person")])
    else:
        _look_there(talk, link)


def hear(talk: Talk, place: AtLinkTyped, heard: Heard) -> bool:
    """Take the answer who learns here, or let it be."""
    if not isinstance(heard, Chosen):
        return False
    link = _link(talk, place)
    if link is None:
        talk.say("link.over")
        _go_on(talk, place)
    elif not place.asking_who:
        _go_on(talk, place)
    else:
        if heard.key == "other_person":
            talk.note(PersonJoined(""))  # nobody yet: they become the owner of the code, once that one agrees
            talk.become(talk.learner, bookmark=None)
        _request(talk, AtLinkTyped(place.code, place.newcomer), link)
    return True


def answered(talk: Talk, event: LinkAnswered) -> None:
    """Say what was answered where the code was shown, and go on: as that person, or as before."""
    channel = channel_name(talk, event.channel)
    place = talk.place
    if event.agreed:
        talk.say("link.done", channel=channel)
        going_on.resume(talk)
        return
    talk.say("link.not_agreed", channel=channel)
    if isinstance(place, AtLinkTyped):
        _go_on(talk, place)
    else:
        talk.go(place)


def _go_on(talk: Talk, place: AtLinkTyped) -> None:
    """Go on without the other chat; a newcomer still has the first small success before any form."""
    if place.newcomer and talk.learner.form is None:
        talk.go(AtWelcome(talk.content.drills[0].id, greeted=True))
    elif not has_a_past(talk.learner) and (others := others_here(talk)):
        talk.place = AtChooser()
        ask_among(talk, others)
    else:
        going_on.resume(talk)


def _link(talk: Talk, place: AtLinkTyped) -> Link | None:
    """Return between which chats the code is on its way; None if it is not for the person who speaks any more."""
    code = talk.directory.code_by_id(place.code)
    if code is None or code.link is None:
        return None
    is_open = code.link.typed_in is None if place.asking_who else code.link.typed_by == talk.learner.id
    return code.link if is_open else None
