"""Codes that are typed or come with a link: an invitation, a recovery code, a confirmation, a link code."""

from bot.dialogue.directory import Code
from bot.dialogue.facts import CodeMissed
from bot.dialogue.hearing import Chosen, CodeTyped, Heard, Words
from bot.dialogue.places import AtCode, AtInvite, AtMenu, AtWelcome, AtWitness
from bot.dialogue.steps import going_on, link_typed
from bot.dialogue.talk import Talk
from bot.learning.codes import read_link_code


def enter(talk: Talk, place: AtCode) -> None:
    """Ask for the code."""
    talk.say("code.ask", [talk.button("main", "button.back")])


def hear(talk: Talk, place: AtCode, heard: Heard) -> bool:
    """Take a code, or go back."""
    if isinstance(heard, CodeTyped):
        take(talk, heard.text)
        return True
    if isinstance(heard, Chosen):
        talk.go(AtMenu("more"))
        return True
    return mistyped(talk, heard)


def mistyped(talk: Talk, heard: Heard) -> bool:
    """Where a code is asked for, answer what looks like one of the wrong length; it was no guess, so it costs none."""
    if not isinstance(heard, Words) or not any(sign.isdigit() for sign in heard.text):
        return False
    talk.say("code.unknown")
    talk.go(talk.place)
    return True


def take(talk: Talk, text: str) -> None:
    """
    Do what a code is for. Anything wrong with it gets the same kind sentence, so that nothing can be learned by trying.
    """
    is_link = read_link_code(text) is not None
    if not talk.directory.may_guess(is_link=is_link):
        _refuse(talk, "code.wait")
        return
    code = talk.directory.code(text)
    if is_link:
        link_typed.take(talk, code)
    elif code is None:
        talk.note(CodeMissed())
        _refuse(talk, "code.unknown")
    elif code.kind == "confirm":
        _confirm(talk, code)
    elif code.person_id == talk.learner.id:
        _refuse(talk, "code.own_recovery" if code.kind == "recovery" else "code.own")
    else:
        talk.go(AtInvite(code.id, newcomer=isinstance(talk.place, AtWelcome)))


def _refuse(talk: Talk, phrase_id: str) -> None:
    """Say why not, then show again what was asked before."""
    talk.say(phrase_id)
    talk.go(talk.place)


def _confirm(talk: Talk, code: Code) -> None:
    """Only a mentor confirms, never himself, and never what was done on his own phone."""
    if not talk.learner.is_mentor:
        talk.say("witness.only_mentors")
        going_on.resume(talk)
    elif code.person_id == talk.learner.id or code.shown_here:
        talk.say("witness.not_oneself")
        going_on.resume(talk)
    else:
        talk.go(AtWitness(code.id))
