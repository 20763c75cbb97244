"""A quiz: one question at a time, an explanation at once, and an end that is kind either way."""

from bot.dialogue.facts import AttemptFinished, QuestionAnswered
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.places import AtLesson, AtMenu, AtQuiz, AtSkill
from bot.dialogue.steps.feedback import buttons_of, explain, find
from bot.dialogue.steps.onward import onward
from bot.dialogue.steps.progress import level_of
from bot.dialogue.steps.skill import begin_quiz
from bot.dialogue.talk import Talk
from bot.learning.course import Choice, Objective, Quiz, Skill, Variant
from bot.learning.grading import Attempt, choices_in_order, find_variant, passed

_AGAIN, _ONWARD = "retry", "onward"

Asked = tuple[Objective, Variant]


def enter(talk: Talk, place: AtQuiz) -> None:
    """Ask the next question, or show how it went."""
    found = _quiz(talk, place)
    if found is None:
        talk.bookmark = None
        talk.say("quiz.withdrawn")
        talk.go(AtMenu("skills"))
        return
    skill, quiz = found
    if place.attempt.next_variant is None:
        _show_end(talk, skill, quiz, place.attempt)
    elif talk.bookmark != place:
        _go_on(talk, place)
    elif asked := find_variant(quiz, place.attempt.next_variant):
        _ask(talk, skill, asked[1], place.attempt)
    else:  # an author withdrew this very question: begin afresh rather than grade on half of it
        begin_quiz(talk, skill)


def _go_on(talk: Talk, place: AtQuiz) -> None:
    """
    Go where the same person has meanwhile got to on another phone.

    The bookmark is theirs, the place only this phone's: an answer seen explained there must not be given again here.
    """
    now = talk.bookmark
    talk.go(now if isinstance(now, AtQuiz) and now.skill == place.skill else AtSkill(place.skill))


def _quiz(talk: Talk, place: AtQuiz) -> tuple[Skill, Quiz] | None:
    skill = talk.content.course.skill(place.skill)
    return (skill, skill.quiz) if skill and skill.quiz else None


def _ask(talk: Talk, skill: Skill, variant: Variant, attempt: Attempt) -> None:
    number, of = len(attempt.answers) + 1, len(attempt.variants)
    text = talk.words("quiz.question", number=number, of=of, text=talk.fill(variant.text))
    buttons = buttons_of(talk, choices_in_order(variant, attempt.seed))
    talk.show(text, buttons, talk.image(skill, variant.picture))


def hear(talk: Talk, place: AtQuiz, heard: Heard) -> bool:
    """Record an answer and explain it; at the end, go where was pressed."""
    found = _quiz(talk, place)
    if found is None:
        talk.go(place)
        return True
    if not isinstance(heard, Chosen):
        return False
    skill, quiz = found
    if place.attempt.next_variant is None:
        _leave(talk, skill, quiz, heard.key)
        return True
    if talk.bookmark != place:
        talk.say("stale")
        _go_on(talk, place)
        return True
    asked = find_variant(quiz, place.attempt.next_variant)
    choice = find(asked[1].choices, heard.key) if asked else None
    if asked is None or choice is None:
        return False
    _answer(talk, place, skill, quiz, asked, choice)
    return True


def _answer(talk: Talk, place: AtQuiz, skill: Skill, quiz: Quiz, asked: Asked, choice: Choice) -> None:
    objective, variant = asked
    talk.note(QuestionAnswered(place.attempt.id, quiz.id, objective.id, variant.id, choice.id, choice.right))
    explain(talk, choice)
    attempt = place.attempt.answered(choice.right)
    talk.bookmark = onwards = AtQuiz(skill.id, attempt)
    if attempt.next_variant is None:
        _finish(talk, skill, quiz, attempt)
    talk.go(onwards)


def _finish(talk: Talk, skill: Skill, quiz: Quiz, attempt: Attempt) -> None:
    before = level_of(talk, skill)
    has_passed = passed(attempt, talk.content.rules.quiz)
    talk.bookmark = None
    talk.note(AttemptFinished(attempt.id, quiz.id, skill.id, attempt.right, has_passed))
    if has_passed and before in (None, "S"):
        phrase = "quiz.completed" if talk.learner.is_counted else "quiz.completed_uncounted"
        talk.say(phrase, skill=skill.title, icon=skill.icon)


def _show_end(talk: Talk, skill: Skill, quiz: Quiz, attempt: Attempt) -> None:
    scores = {"right": attempt.right, "of": len(attempt.variants)}
    if passed(attempt, talk.content.rules.quiz):
        talk.say("quiz.passed", [talk.button(_ONWARD)], **scores)
        return
    weak = _weakest_lesson(talk, quiz, attempt)
    review = [talk.button(weak[0], "button.review", lesson=weak[1])] if weak else []
    talk.say("quiz.not_yet", [*review, talk.button(_AGAIN), talk.button(_ONWARD)], **scores)


def _weakest_lesson(talk: Talk, quiz: Quiz, attempt: Attempt) -> tuple[str, str] | None:
    """Return id and title of the lesson that teaches the first objective missed."""
    for variant_id, right in zip(attempt.variants, attempt.answers, strict=False):
        asked = None if right else find_variant(quiz, variant_id)
        if asked and (found := talk.lesson(asked[0].lesson)):
            return found[1].id, found[1].title
    return None


def _leave(talk: Talk, skill: Skill, quiz: Quiz, key: str) -> None:
    lesson = skill.lesson(key)
    if lesson is not None:
        talk.go(AtLesson(lesson.id, lesson.cards[0].id))
    elif key == _AGAIN:
        begin_quiz(talk, skill)
    else:
        onward(talk, skill)
