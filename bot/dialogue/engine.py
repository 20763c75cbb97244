"""One incoming, one turn: `respond` decides what a message means here, lets the step answer, and never raises."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.curriculum.content import Content
from bot.dialogue import places as at
from bot.dialogue.commands import LEADS_TO, obey
from bot.dialogue.conversation import Conversation, Turn
from bot.dialogue.directory import Directory
from bot.dialogue.hearing import Chosen, CodeTyped, Command, Heard, Stale, Unreadable, Words, hear
from bot.dialogue.messages import Action, LinkAnswered, LinkAsked, Opened
from bot.dialogue.places import Place
from bot.dialogue.steps import (
    asking_age,
    asking_form,
    asking_group,
    asking_name,
    asking_unit,
    chooser,
    codes,
    consenting,
    emergency,
    going_on,
    guardian,
    help,
    invite,
    lesson,
    link_typed,
    linking,
    mentor,
    menu,
    own_data,
    own_places,
    quiz,
    skill,
    task,
    welcome,
    witness,
)
from bot.dialogue.talk import Talk
from bot.learning.codes import Dice
from bot.learning.course import Lesson
from bot.learning.people import Learner

_STEPS: dict[type[Any], Any] = {
    at.AtWelcome: welcome,
    at.AtAddress: asking_form,
    at.AtConsent: consenting,
    at.AtName: asking_name,
    at.AtUnit: asking_unit,
    at.AtGroup: asking_group,
    at.AtAge: asking_age,
    at.AtGuardian: guardian,
    at.AtMenu: menu,
    at.AtSkill: skill,
    at.AtLesson: lesson,
    at.AtTask: task,
    at.AtQuiz: quiz,
    at.AtChooser: chooser,
    at.AtData: own_data,
    at.AtHelp: help,
    at.AtEmergency: emergency,
    at.AtCode: codes,
    at.AtInvite: invite,
    at.AtLink: linking,
    at.AtLinkTyped: link_typed,
    at.AtPlaces: own_places,
    at.AtMentor: mentor,
    at.AtWitness: witness,
}

_ANOTHER_PERSON_AFTER = timedelta(hours=2)
"""After such a pause a phone that several people share may be in other hands."""
_LONG_TIME = timedelta(hours=12)
"""After such a pause people are told where they stopped."""
_MISSES_UNTIL_HELP = 2


def begin(content: Content) -> Conversation:
    """Return the state of a conversation in which nothing was said yet."""
    return Conversation(at.AtWelcome(content.drills[0].id))


def respond(
    content: Content,
    conversation: Conversation,
    learner: Learner,
    action: Action,
    now: datetime,
    dice: Dice,
    directory: Directory,
) -> Turn:
    """Return what follows from one thing the learner did, or that happened to the chat: new state, messages, facts."""
    talk = Talk(content, conversation, learner, now, dice, directory, _enter)
    heard = hear(action, conversation.prompt, content.words)
    if isinstance(heard, LinkAsked | LinkAnswered):
        return _told(talk, heard)
    if isinstance(heard, Opened):
        talk.unit_code = heard.unit or talk.unit_code
    if _may_be_another_person(talk, heard):
        talk.say("chooser.after_pause")
        talk.go(at.AtChooser())
    elif isinstance(heard, Opened):
        _open(talk, heard)
    elif not _answered(talk, heard):
        _not_understood(talk, heard)
    return talk.turn()


def _told(talk: Talk, event: LinkAsked | LinkAnswered) -> Turn:
    """Return what is said about something that happened elsewhere: nobody has given a sign of life here."""
    match event:
        case LinkAsked():
            linking.asked(talk, event)
        case LinkAnswered():
            link_typed.answered(talk, event)
    return _unprompted(talk)


def _unprompted(talk: Talk) -> Turn:
    turn = talk.turn()
    return replace(turn, conversation=replace(turn.conversation, last_at=talk.before.last_at))


def catch_up(
    content: Content, conversation: Conversation, learner: Learner, now: datetime, dice: Dice, directory: Directory
) -> Turn:
    """Return what is said to somebody whose answers came too late: sorry, and once more what was asked last."""
    talk = Talk(content, conversation, learner, now, dice, directory, _enter)
    talk.say("late.sorry")
    talk.go(talk.place)
    return _unprompted(talk)


def _enter(talk: Talk, place: Place) -> None:
    _STEPS[type(place)].enter(talk, place)


def _answered(talk: Talk, heard: Heard) -> bool:
    """Let the step answer; what no step wants may be a global word or a code, which work everywhere."""
    step: Callable[[Talk, Any, Heard], bool] = _STEPS[type(talk.place)].hear
    if talk.prompt is None and isinstance(talk.place, at.AtWelcome):
        if not _is_wanted_at_once(heard):
            talk.go(talk.place)
            return True
        if heard != Command("sos"):
            _say_who_speaks(talk, talk.place)
    if not step(talk, talk.place, heard):
        match heard:
            case Command(word):
                obey(talk, word)
            case CodeTyped(text):
                codes.take(talk, text)
            case _:
                return False
    return True


def _is_wanted_at_once(heard: Heard) -> bool:
    """Return whether somebody whose very first words these are must be served before they are greeted at length."""
    return isinstance(heard, CodeTyped) or (isinstance(heard, Command) and heard.word in LEADS_TO)


def _say_who_speaks(talk: Talk, place: at.AtWelcome) -> None:
    talk.say("welcome.hello")
    talk.place = replace(place, greeted=True)


def _open(talk: Talk, opened: Opened) -> None:
    """Greet a newcomer, or tell somebody known where they stopped; then follow the link: to its code, to its lesson."""
    wanted = talk.lesson(opened.lesson) if opened.lesson else None
    if opened.code is not None or wanted is not None:
        if isinstance(talk.place, at.AtWelcome):
            _say_who_speaks(talk, talk.place)
        else:
            talk.say("smalltalk.hello")
    if opened.code is not None:
        codes.take(talk, opened.code)
    elif wanted is not None:
        _open_lesson(talk, wanted[1])
    elif isinstance(talk.place, at.AtWelcome):
        talk.go(at.AtWelcome(talk.place.drill))
    else:
        talk.say("welcome.back_again")
        going_on.resume(talk)


def _open_lesson(talk: Talk, wanted: Lesson) -> None:
    """Begin the lesson whose note was scanned, or go on in it."""
    is_in_it = isinstance(talk.bookmark, at.AtLesson | at.AtTask) and talk.bookmark.lesson == wanted.id
    talk.go(talk.bookmark if talk.bookmark and is_in_it else at.AtLesson(wanted.id, wanted.cards[0].id))


def _may_be_another_person(talk: Talk, heard: Heard) -> bool:
    comes_with_code = isinstance(heard, Opened) and heard.code is not None
    if heard == Command("sos") or comes_with_code or isinstance(talk.place, at.AtChooser):
        return False
    if talk.away_for() < _ANOTHER_PERSON_AFTER:
        return False
    return len(talk.directory.people_here()) > 1


def _not_understood(talk: Talk, heard: Heard) -> None:
    """Answer kindly and show again what was asked, so that nobody is left before an empty line."""
    match heard:
        case Stale() | Chosen():
            talk.say("stale")  # or a choice that its question lost when it was edited
        case _ if talk.away_for() >= _LONG_TIME:
            talk.say("welcome.back_again")
        case Unreadable(kind):
            talk.say(f"unreadable.{kind if kind in ('photo', 'voice') else 'other'}")
            talk.misses = talk.before.misses + 1
        case Words() | _:
            talk.misses = talk.before.misses + 1
            talk.say("not_understood.again" if talk.misses >= _MISSES_UNTIL_HELP else "not_understood.once")
    talk.go(talk.place)
