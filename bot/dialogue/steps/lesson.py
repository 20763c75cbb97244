"""A lesson, card by card: do a step, or answer a question; every step knows its commonest mistake and the way back."""

from bot.dialogue.facts import LessonFinished
from bot.dialogue.hearing import Chosen, Command, Heard
from bot.dialogue.messages import Button
from bot.dialogue.places import STUCK_AFTER, AtHelp, AtLesson, AtMenu, AtSkill, AtTask
from bot.dialogue.steps.feedback import buttons_of, explain, find
from bot.dialogue.talk import Talk
from bot.learning.course import Card, Choice, Lesson, Skill

_NEXT, _MISTAKE, _STILL = "next", "mistake", "still"


def enter(talk: Talk, place: AtLesson) -> None:
    """Show the card, at the first one also what the lesson is; one that was withdrawn leads to the nearest there is."""
    found = talk.lesson(place.lesson)
    if found is None:
        talk.bookmark = None
        talk.say("lesson.withdrawn")
        talk.go(AtMenu("skills"))
        return
    skill, lesson = found
    card = lesson.card(place.card) or lesson.cards[0]
    talk.place = talk.bookmark = AtLesson(lesson.id, card.id, place.tries if card.id == place.card else 0)
    if card is lesson.cards[0] and not _was_in(talk, lesson):
        _introduce(talk, lesson)
    _show(talk, skill, lesson, card)


def _was_in(talk: Talk, lesson: Lesson) -> bool:
    before = talk.before.bookmark
    return isinstance(before, AtLesson) and before.lesson == lesson.id


def _introduce(talk: Talk, lesson: Lesson) -> None:
    goal = talk.fill(lesson.goal)
    talk.say("lesson.intro", title=lesson.title, minutes=lesson.minutes, steps=len(lesson.cards), goal=goal)
    missing = [found[1].title for need in lesson.needs if (found := talk.lesson(need)) and _is_new(talk, need)]
    if missing:
        talk.say("lesson.needs", lessons=", ".join(missing))


def _is_new(talk: Talk, lesson_id: str) -> bool:
    return not talk.learner.has("lesson", lesson_id)


def _show(talk: Talk, skill: Skill, lesson: Lesson, card: Card) -> None:
    step = lesson.cards.index(card) + 1
    text = talk.words("lesson.card", step=step, steps=len(lesson.cards), text=talk.fill(card.text))
    talk.show_card(skill, card, text, _buttons(talk, card))


def _buttons(talk: Talk, card: Card) -> list[Button]:
    if card.is_question:
        return buttons_of(talk, card.choices)
    buttons = [talk.button(_NEXT)]
    if card.mistake:
        buttons.append(Button(_MISTAKE, talk.fill(card.mistake.what)))
    return buttons


def hear(talk: Talk, place: AtLesson, heard: Heard) -> bool:
    """Answer a choice, or a step forward or back."""
    found = talk.lesson(place.lesson)
    card = found[1].card(place.card) if found else None
    if found is None or card is None:
        talk.go(place)  # it was withdrawn meanwhile: say so, and lead on
        return True
    skill, lesson = found
    match heard:
        case Chosen(key) if choice := find(card.choices, key):
            _answered(talk, place, skill, lesson, card, choice)
        case Chosen("mistake") if card.mistake:
            talk.say(
                "lesson.way_back", [talk.button(_NEXT), talk.button(_STILL)], way_back=talk.fill(card.mistake.back)
            )
            talk.place = talk.bookmark = AtLesson(lesson.id, card.id, place.tries + 1)
        case Chosen("still"):
            _still_stuck(talk, place, lesson, card)
        case Chosen("next") | Command("next"):
            _forward(talk, skill, lesson, card)
        case Command("back"):
            _back(talk, skill, lesson, card)
        case _:
            return False
    return True


def _answered(talk: Talk, place: AtLesson, skill: Skill, lesson: Lesson, card: Card, choice: Choice) -> None:
    if choice.right:
        explain(talk, choice)
        _forward(talk, skill, lesson, card)
    elif card.goes_wrong:  # it was asked for: nobody failed, and the way back is pressed right under its explanation
        explain(talk, choice, buttons_of(talk, card.choices))
    else:
        explain(talk, choice)
        _try_again(talk, place, skill, lesson, card)


def _try_again(talk: Talk, place: AtLesson, skill: Skill, lesson: Lesson, card: Card) -> None:
    talk.place = talk.bookmark = AtLesson(lesson.id, card.id, place.tries + 1)
    if place.tries + 1 >= STUCK_AFTER:
        talk.go(AtHelp())
    else:
        _show(talk, skill, lesson, card)


def _still_stuck(talk: Talk, place: AtLesson, lesson: Lesson, card: Card) -> None:
    talk.place = talk.bookmark = AtLesson(lesson.id, card.id, place.tries + 1)
    talk.go(AtHelp())


def _forward(talk: Talk, skill: Skill, lesson: Lesson, card: Card) -> None:
    position = lesson.cards.index(card)
    if position + 1 < len(lesson.cards):
        talk.go(AtLesson(lesson.id, lesson.cards[position + 1].id))
        return
    if _is_new(talk, lesson.id):
        talk.note(LessonFinished(skill.id, lesson.id))
    talk.say("lesson.finished", title=lesson.title)
    talk.go(AtTask(lesson.id))


def _back(talk: Talk, skill: Skill, lesson: Lesson, card: Card) -> None:
    position = lesson.cards.index(card)
    if position == 0:
        talk.go(AtSkill(skill.id))
    else:
        talk.go(AtLesson(lesson.id, lesson.cards[position - 1].id))
