"""Global words: what they do in every state and on every channel."""

from bot.curriculum.content import Content
from bot.dialogue.places import (
    AtAddress,
    AtAge,
    AtChooser,
    AtCode,
    AtConsent,
    AtData,
    AtEmergency,
    AtGroup,
    AtGuardian,
    AtHelp,
    AtLink,
    AtMentor,
    AtMenu,
    AtName,
    AtPlaces,
    AtSkill,
    AtUnit,
    Place,
)
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk

LEADS_TO: dict[str, Place] = {
    "menu": AtMenu(),
    "skills": AtMenu("skills"),
    "help": AtHelp(),
    "lost": AtHelp(),
    "sos": AtEmergency(),
    "people": AtChooser(),
    "data": AtData(),
    "erase": AtData("sure"),
    "mentor": AtMentor(),
    "code": AtCode(),
    "link": AtLink(),
}
"""The words that lead somewhere, wherever they are said."""

COMMANDS = frozenset(LEADS_TO) | {"next", "back", "again", "stop", "hello", "thanks"}
"""Every global word that `content/words.yaml` must give spellings for."""


def obey(talk: Talk, word: str) -> None:
    """Do what a global word says, where the step itself had no meaning of its own for it."""
    match word:
        case "next":
            going_on.resume(talk)
        case "back":
            talk.go(_up_from(talk.place, talk.content))
        case "stop":
            talk.place = AtMenu()
            talk.say("stop.rest", [talk.button("go_on", "button.resume"), talk.button("main")])
        case "again":
            talk.go(talk.place)
        case "hello" | "thanks":
            talk.say(f"smalltalk.{word}")
            talk.go(talk.place)
        case _:
            talk.go(LEADS_TO.get(word, talk.place))


def _up_from(place: Place, content: Content) -> Place:  # noqa: PLR0911, PLR0912 - a table
    match place:
        case AtSkill(skill, listed) if listed is not None:
            return AtSkill(skill)
        case AtMenu("courses", listed) if listed:
            return AtMenu("courses")
        case AtMenu("courses"):
            return AtMenu("skills")
        case AtSkill(skill):
            found = content.course.skill(skill)
            return AtMenu("skills" if found is None or found.is_counted else "courses")
        case AtData(page) if page != "view":
            return AtData()
        case AtPlaces(sure):
            return AtPlaces() if sure else AtData()
        case AtAddress(editing=True) | AtName(editing=True) | AtConsent(editing=True) | AtUnit(editing=True):
            return AtData()
        case AtGroup(_, editing):
            return AtUnit(editing=editing)
        case AtAge(unit, _, editing):
            return AtGroup(unit, editing)
        case AtAddress(more=True):
            return AtAddress()
        case AtGuardian(relation) if relation:
            return AtGuardian()
        case AtEmergency(card, newcomer) if card:
            return AtEmergency(newcomer=newcomer)
        case AtMentor("confirm"):
            return AtMentor()
        case AtCode() | AtLink():
            return AtMenu("more")
        case _:
            return AtMenu()
