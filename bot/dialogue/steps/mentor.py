"""The mentor's corner: whom he follows and where each is stuck, inviting somebody, confirming what he saw."""

from datetime import datetime, timedelta

from bot.dialogue.directory import Mentee
from bot.dialogue.facts import CodeIssued
from bot.dialogue.hearing import Chosen, CodeTyped, Heard
from bot.dialogue.places import AtMentor, AtMenu, is_stuck
from bot.dialogue.steps import codes
from bot.dialogue.steps.progress import describe_bookmark
from bot.dialogue.talk import Talk
from bot.learning.codes import new_code, spell

INVITE_FOR = timedelta(days=14)
_A_MESSAGE = 6
"""Mentees per message, so that none is longer than a phone's screen."""


def enter(talk: Talk, place: AtMentor) -> None:
    """Show the mentees, whoever needs help first; or ask for the code on the learner's screen."""
    if not talk.learner.is_mentor:
        talk.say("mentor.not_one")
        talk.go(AtMenu())
        return
    if place.doing == "confirm":
        talk.say("witness.ask_code", [talk.button("list", "button.back")])
        return
    buttons = [talk.button("confirm"), talk.button("invite"), talk.button("main")]
    mentees = talk.directory.mentees()
    if not mentees:
        talk.say("mentor.nobody", buttons)
        return
    talk.say("mentor.list", count=len(mentees))
    pages = [mentees[start : start + _A_MESSAGE] for start in range(0, len(mentees), _A_MESSAGE)]
    for number, page in enumerate(pages, 1):
        lines = "\n".join(_line(talk, mentee) for mentee in page)
        talk.show(lines, buttons if number == len(pages) else ())


def _line(talk: Talk, mentee: Mentee) -> str:
    skills = {skill.id: skill for skill in talk.content.course.skills}
    reached = ((skills[key].short, level) for key, level in mentee.levels.items() if key in skills)
    levels = ", ".join(f"{skill}: {talk.words(f'level.{level}')}" for skill, level in reached)
    return talk.words(
        "mentor.line",
        mark=talk.words(_mark(mentee)),
        name=mentee.name or talk.words("name.nameless"),
        levels=levels or talk.words("mentor.no_levels"),
        where=describe_bookmark(talk, mentee.bookmark) if mentee.bookmark else talk.words("mentor.nothing_open"),
        ago=_ago(talk, mentee.last_at),
    )


def _mark(mentee: Mentee) -> str:
    if mentee.asked_for_help:
        return "mentor.asked"
    return "mentor.stuck" if is_stuck(mentee.bookmark) else "mentor.fine"


def _ago(talk: Talk, at: datetime | None) -> str:
    if at is None:
        return talk.words("ago.never")
    days = (talk.now - at).days
    return talk.words("ago.days", days=days) if days else talk.words("ago.today")


def hear(talk: Talk, place: AtMentor, heard: Heard) -> bool:
    """Invite, begin to confirm, or take a typed code."""
    match heard:
        case CodeTyped(text):
            codes.take(talk, text)
        case Chosen("confirm"):
            talk.go(AtMentor("confirm"))
        case Chosen("invite"):
            _invite(talk)
        case Chosen("list"):
            talk.go(AtMentor())
        case Chosen():
            talk.go(AtMenu())
        case _:
            return place.doing == "confirm" and codes.mistyped(talk, heard)
    return True


def _invite(talk: Talk) -> None:
    code = new_code(talk.dice)
    talk.note(CodeIssued("mentee", code, talk.now + INVITE_FOR))
    link = talk.directory.link(code)
    talk.show(talk.words("mentor.invitation", code=spell(code), link=link, days=INVITE_FOR.days), qr=link)
    talk.go(AtMentor())
