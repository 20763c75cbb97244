"""Where a talk goes when nothing more particular is asked: getting acquainted, the half-done lesson, or the menu."""

from bot.dialogue.places import AtAddress, AtConsent, AtMenu, AtName, AtUnit, Place
from bot.dialogue.talk import Talk
from bot.learning.people import Learner


def unasked(learner: Learner) -> Place | None:
    """Return the next thing to get acquainted about; None when all was asked, or being counted was refused."""
    if learner.form is None:
        return AtAddress()
    if "progress" not in learner.consents:
        return AtConsent("progress")
    if not learner.consents["progress"]:
        return None
    if learner.name is None:
        return AtName()
    if learner.counted_from is None:
        return AtUnit()
    return None


def go_on(talk: Talk) -> None:
    """Ask what was not asked yet; otherwise show the menu, with the half-done lesson first."""
    talk.go(unasked(talk.learner) or AtMenu())


def resume(talk: Talk) -> None:
    """Go back to the very card, task or question where the learner stopped, or on as usual if there is none."""
    if talk.bookmark is not None:
        talk.go(talk.bookmark)
    else:
        go_on(talk)
