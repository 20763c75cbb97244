"""The menu: go on learning, choose a skill, or do something else; never more than a handful of choices."""

from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import Button
from bot.dialogue.places import (
    AtChooser,
    AtCode,
    AtData,
    AtEmergency,
    AtHelp,
    AtLink,
    AtMentor,
    AtMenu,
    AtSkill,
    Place,
)
from bot.dialogue.steps import going_on
from bot.dialogue.steps.progress import describe_bookmark, skill_line, start_of
from bot.dialogue.talk import Talk
from bot.learning.course import Skill

_GO_ON, _BEGIN, _FURTHER = "go_on", "begin", "further"
_PAGES = {"skills": AtMenu("skills"), "courses": AtMenu("courses"), "more": AtMenu("more"), "main": AtMenu()}
_PAGE = 4
"""Courses beside the five skills that are shown on one page."""
_ELSEWHERE: dict[str, Place] = {
    "sos": AtEmergency(),
    "person": AtChooser(),
    "data": AtData(),
    "link": AtLink(),
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
            skills = [skill for skill in talk.content.course.skills if skill.is_counted]
            courses = [talk.button("courses")] if len(skills) < len(talk.content.course.skills) else []
            lines = "\n".join(f"• {skill_line(talk, skill)}" for skill in skills)
            buttons = [*map(_button, skills), *courses, talk.button("main", "button.back")]
            talk.say("menu.skills", buttons, lines=lines)
        case "courses":
            _show_courses(talk, place.listed)
        case "more":
            keys = ["person", "data", "link", "code", "help", *(["mentor"] if talk.learner.is_mentor else [])]
            talk.say("menu.more", [*map(talk.button, keys), talk.button("main", "button.back")])


def _button(skill: Skill) -> Button:
    return Button(skill.id, f"{skill.icon} {skill.title}", (skill.short,))


def _show_courses(talk: Talk, start: int) -> None:
    """Show what there is beside the five skills, first of all what is meant for this learner."""
    beside = [skill for skill in talk.content.course.skills if not skill.is_counted]
    courses = sorted(beside, key=lambda skill: talk.learner.group not in skill.groups)
    further = [talk.button(_FURTHER)] if start + _PAGE < len(courses) else []
    up = talk.button("courses" if start else "skills", "button.back")
    talk.say("menu.courses", [*map(_button, courses[start : start + _PAGE]), *further, up])


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
    elif key == _FURTHER:
        talk.go(AtMenu("courses", place.listed + _PAGE))
    else:
        talk.go(_PAGES.get(key) or _ELSEWHERE.get(key) or AtSkill(key))
    return True
