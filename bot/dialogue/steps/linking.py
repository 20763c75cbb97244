"""Learning on a second channel, from the side of the first: a code to type there, then the question who typed it."""

from datetime import timedelta

from bot.dialogue.directory import Code, Link
from bot.dialogue.facts import CodeIssued, LinkDecided
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import LinkAsked
from bot.dialogue.places import AtChooser, AtLink, AtMenu
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk
from bot.learning.codes import new_link_code, spell
from bot.learning.joining import joined

LINK_FOR = timedelta(minutes=15)
MINUTES = LINK_FOR // timedelta(minutes=1)

_YES = "link_yes"
_AGAIN = "link_again"


def enter(talk: Talk, place: AtLink) -> None:
    """Ask what waits for an answer; otherwise show a code, once."""
    if place.code is not None:
        _ask(talk, place)
    elif (waiting := talk.directory.link_waiting(talk.learner.id)) is not None:
        talk.go(AtLink(waiting.id))
    elif place.shown:
        talk.say("link.shown", [talk.button(_AGAIN), talk.button("main")], minutes=MINUTES)
    else:
        _show_code(talk)


def _show_code(talk: Talk) -> None:
    code = new_link_code(talk.dice)
    while talk.directory.code(code) is not None:  # of a million, one that somebody else was just shown
        code = new_link_code(talk.dice)
    talk.note(CodeIssued("link", code, talk.now + LINK_FOR))
    talk.place = AtLink(shown=True)
    talk.say("link.code", [talk.button(_AGAIN), talk.button("main")], code=spell(code), minutes=MINUTES)


def _ask(talk: Talk, place: AtLink) -> None:
    found = _waiting(talk, place)
    if found is None:
        _too_late(talk)
        return
    _, link = found
    buttons = [talk.button(_YES), talk.button("link_no")]
    talk.say("link.ask", buttons, channel=channel_name(talk, link.typed_on))


def asked(talk: Talk, event: LinkAsked) -> None:
    """Ask whoever owns the code that was typed elsewhere; if somebody else holds the phone, ask for the owner first."""
    code = talk.directory.code_by_id(event.code_id)
    if code is None or code.person_id == talk.learner.id:
        talk.go(AtLink(event.code_id))
        return
    person = code.person_name or talk.words("name.nameless")
    talk.say("link.ask_owner", person=person, channel=channel_name(talk, event.channel))
    talk.go(AtChooser())


def hear(talk: Talk, place: AtLink, heard: Heard) -> bool:
    """Take the owner's answer, or make another code."""
    if not isinstance(heard, Chosen):
        return False
    if place.code is None:
        talk.go(AtLink() if heard.key == _AGAIN else AtMenu())
        return True
    found = _waiting(talk, place)
    if found is None:
        _too_late(talk)
    elif heard.key == _YES:
        _agree(talk, *found)
    else:
        _decide(talk, *found, agreed=False)
        talk.say("link.refused")
        going_on.resume(talk)
    return True


def _agree(talk: Talk, code: Code, link: Link) -> None:
    """Go on as the one person that both are from now on."""
    other, elsewhere = talk.directory.person(link.typed_by or 0)
    _decide(talk, code, link, agreed=True)
    talk.become(joined(talk.learner, other, talk.now), talk.bookmark or elsewhere)
    talk.say("link.done", channel=channel_name(talk, link.typed_on))
    going_on.resume(talk)


def _decide(talk: Talk, code: Code, link: Link, *, agreed: bool) -> None:
    talk.note(LinkDecided(code.id, link.typed_in or 0, link.typed_by or 0, agreed))


def _waiting(talk: Talk, place: AtLink) -> tuple[Code, Link] | None:
    """Return what waits for an answer of the person who speaks; None once it is too late, or somebody else's."""
    code = talk.directory.code_by_id(place.code or 0)
    if code is None or code.link is None or code.link.typed_by is None or code.person_id != talk.learner.id:
        return None
    return code, code.link


def _too_late(talk: Talk) -> None:
    talk.say("link.late", minutes=MINUTES)
    going_on.resume(talk)


def channel_name(talk: Talk, channel: str) -> str:
    """Return what people call a channel."""
    phrase = f"channel.{channel}"
    return talk.words(phrase if phrase in talk.content.phrases.wordings else "channel.other")
