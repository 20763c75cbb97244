"""A person, please: lost, stuck, or simply wanting to ask. The learner is asked before the mentor is told."""

from bot.dialogue.facts import HelpAsked
from bot.dialogue.hearing import Chosen, Heard, Words
from bot.dialogue.places import AtHelp, AtMenu
from bot.dialogue.steps import going_on
from bot.dialogue.steps.progress import describe_bookmark
from bot.dialogue.talk import Talk


def enter(talk: Talk, place: AtHelp) -> None:
    """Say where the learner is, and offer to go on, to ask a person, or to go to the menu."""
    where = describe_bookmark(talk, talk.bookmark) if talk.bookmark else talk.words("where.menu")
    buttons = [talk.button("resume"), talk.button("ask_person"), talk.button("main")]
    talk.say("help.show", buttons, where=where)


def hear(talk: Talk, place: AtHelp, heard: Heard) -> bool:
    """Pass the request on once the learner wants it; words typed here go with it."""
    match heard:
        case Chosen("ask_person"):
            _ask(talk, "")
        case Words(text):
            _ask(talk, text)
        case Chosen("main"):
            talk.go(AtMenu())
        case Chosen():
            going_on.resume(talk)
        case _:
            return False
    return True


def _ask(talk: Talk, text: str) -> None:
    where = describe_bookmark(talk, talk.bookmark) if talk.bookmark else ""
    talk.note(HelpAsked(where, text))
    talk.place = AtMenu()  # what is typed from here on is no request any more
    buttons = [talk.button("go_on", "button.resume"), talk.button("main")]
    mentor = talk.learner.mentor_name
    if mentor:
        talk.say("help.mentor_told", buttons, mentor=mentor)
    else:
        talk.say("help.no_mentor", buttons)
