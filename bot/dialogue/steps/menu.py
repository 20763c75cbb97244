"""The menu: go on learning, choose a skill, or do something else; never more than a handful of choices."""

from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import Button
from bot.dialogue.places import (
    AtChooser,
    AtCode,
    AtData,
    AtEmergency,
    AtHelp,
    AtMentor,
    AtMenu,
    AtSkill,
    Place,
)
from bot.dialogue.steps import going_on
from bot.dialogue.steps.progress import describe_bookmark, skill_line, start_of
from bot.dialogue.talk import Talk

_GO_ON, _BEGIN = "go_on", "begin"
_PAGES = {"skills": AtMenu("skills"), "more": AtMenu("more"), "main": AtMenu()}
_ELSEWHERE: dict[str, Place] = {
    "sos": AtEmergency(),
    "person": AtChooser(),
    "data": AtData(),
    "code": AtCode(),
    "help": AtHelp(),
    "mentor": AtMentor(),
}


def enter(talk: Talk, place: AtMenu) -> None:
    """Show a page of the menu."""
    match place.page:
        case "main":
            _show_main(talk)
        case "skills":
            skills = talk.content.course.skills
            buttons = [Button(skill.id, f"{skill.icon} {skill.title}", (skill.short,)) for skill in skills]
            lines = "\n".join(f"• {skill_line(talk, skill)}" for skill in skills)
            talk.say("menu.skills", [*buttons, talk.button("main", "button.back")], lines=lines)
        case "more":
            keys = ["person", "data", "code", "help", *(["mentor"] if talk.learner.is_mentor else [])]
            talk.say("menu.more", [*map(talk.button, keys), talk.button("main", "button.back")])


def _show_main(talk: Talk) -> None:
    others = [talk.button("skills"), talk.button("more"), talk.button("sos")]
    if talk.bookmark is not None:
        where = describe_bookmark(talk, talk.bookmark)
        talk.say("menu.go_on", [talk.button(_GO_ON), *others], where=where)
    elif not talk.learner.evidence:
        talk.say("menu.begin", [talk.button(_BEGIN), *others])
    else:
        talk.say("menu.main", others)


def hear(talk: Talk, place: AtMenu, heard: Heard) -> bool:
    """Go where was pressed."""
    if not isinstance(heard, Chosen):
        return False
    key = heard.key
    if key == _GO_ON:
        going_on.resume(talk)
    elif key == _BEGIN:
        talk.go(start_of(talk))
    else:
        talk.go(_PAGES.get(key) or _ELSEWHERE.get(key) or AtSkill(key))
    return True
