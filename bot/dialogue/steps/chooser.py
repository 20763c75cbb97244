""" "Ai đang học?": several people on one phone, each with their own place and their own count."""

from collections.abc import Sequence

from bot.dialogue.facts import PersonJoined, SpeakerChanged
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import Button
from bot.dialogue.places import AtChooser, AtLink, AtMenu
from bot.dialogue.steps import going_on
from bot.dialogue.steps.asking_name import heard_name
from bot.dialogue.talk import Talk

_SOMEBODY_NEW, _NOBODY = "new", "main"
_MOST = 40
"""People on one phone. Every name is in every list that is said and kept, so an endless one would fill the disk."""
_PERSON = "p"
"""Before a person's id in a button's key."""


def enter(talk: Talk, place: AtChooser) -> None:
    """Show the names that people gave for this phone, and nothing else about them."""
    if place.adding:
        talk.say("chooser.name", [talk.button(_NOBODY, "button.back")])
        return
    ask_among(talk, talk.directory.people_here())


def ask_among(talk: Talk, people: Sequence[tuple[int, str]]) -> None:
    """Ask who of these people is learning."""
    nameless = talk.words("name.nameless")
    buttons = [Button(f"{_PERSON}{person_id}", label or nameless) for person_id, label in people]
    talk.say("chooser.ask", [*buttons, talk.button(_SOMEBODY_NEW, "button.new_person")])


def hear(talk: Talk, place: AtChooser, heard: Heard) -> bool:
    """Change the person who speaks, or let somebody new begin."""
    match heard:
        case Chosen("new") if len(talk.directory.people_here()) >= _MOST:
            talk.say("chooser.full")
            talk.go(AtChooser())
        case _ if place.adding and (name := heard_name(heard)):
            _begin(talk, name)
        case Chosen("new"):
            talk.go(AtChooser(adding=True))
        case Chosen("main"):
            talk.go(AtMenu())
        case Chosen(key):
            _change(talk, int(key.removeprefix(_PERSON)))
        case _:
            return False
    return True


def _begin(talk: Talk, name: str) -> None:
    talk.note(PersonJoined(name))
    talk.become(talk.learner, bookmark=None)
    talk.say("chooser.welcome", name=name)
    going_on.go_on(talk)


def _change(talk: Talk, person_id: int) -> None:
    """Go on with a person; a question that waits for them alone comes first."""
    if person_id not in dict(talk.directory.people_here()):  # since the names were shown, two of them became one
        talk.go(AtChooser())
        return
    if person_id != talk.learner.id:
        talk.note(SpeakerChanged(person_id))
        talk.become(*talk.directory.person(person_id))
    talk.say("chooser.changed")
    if talk.directory.link_waiting(person_id) is not None:
        talk.go(AtLink())
    else:
        going_on.resume(talk)
