"""Where the person is counted: the unit of the poster, a name typed, or "chưa rõ"."""

from collections.abc import Sequence

from bot.dialogue.hearing import Chosen, Heard, Words
from bot.dialogue.messages import Button
from bot.dialogue.places import AtGroup, AtUnit
from bot.dialogue.talk import Talk
from bot.learning.people import Unit
from bot.text.folding import fold

_UNKNOWN, _ELSEWHERE = "unknown", "elsewhere"


def enter(talk: Talk, place: AtUnit) -> None:
    """Offer what was found for the words typed last, else the unit of the poster, else ask for the name."""
    units = [unit for code in place.offered if (unit := talk.directory.unit(code))]
    if units:
        talk.say("unit.found", [*_buttons(units), talk.button(_ELSEWHERE)])
    elif (posted := _posted(talk)) is not None and not place.elsewhere:
        yes = talk.button("accept")
        here = Button(posted.code, posted.name, (yes.label, *yes.synonyms))
        talk.say("unit.posted", [here, talk.button(_ELSEWHERE)], unit=posted.name)
    else:
        talk.say("unit.ask", [talk.button(_UNKNOWN, "button.unknown_unit")])


def hear(talk: Talk, place: AtUnit, heard: Heard) -> bool:
    """Take a unit, look one up, or let it be unknown; then ask for the group."""
    match heard:
        case Chosen("elsewhere"):
            talk.go(AtUnit(editing=place.editing, elsewhere=True))
        case Chosen("unknown"):
            talk.go(AtGroup(None, place.editing))
        case Chosen(code):
            talk.go(AtGroup(code, place.editing))
        case Words(text) if _is_unknown(talk, text):
            talk.go(AtGroup(None, place.editing))
        case Words(text):
            _look_up(talk, place, text)
        case _:
            return False
    return True


def _is_unknown(talk: Talk, text: str) -> bool:
    """Return whether the words are those of the button for not knowing, which is not on every page."""
    button = talk.button(_UNKNOWN, "button.unknown_unit")
    return fold(text) in map(fold, (button.label, *button.synonyms))


def _look_up(talk: Talk, place: AtUnit, text: str) -> None:
    found = talk.directory.units_like(text)
    if found:
        talk.go(AtUnit(tuple(unit.code for unit in found), place.editing))
    else:
        buttons = [talk.button(_UNKNOWN, "button.unknown_unit")]
        talk.place = AtUnit(editing=place.editing, elsewhere=True)
        talk.say("unit.not_found", buttons)


def _posted(talk: Talk) -> Unit | None:
    return talk.directory.unit(talk.unit_code) if talk.unit_code else None


def _buttons(units: Sequence[Unit]) -> list[Button]:
    return [Button(unit.code, unit.name) for unit in units]
