"""The end of getting acquainted: what is true now, and the recovery code, once."""

from bot.dialogue.facts import CodeIssued
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk
from bot.learning.codes import new_code, spell

RECOVERY_LENGTH = 12


def acquainted(talk: Talk) -> None:
    """Say that the learner is known now, hand over the recovery code if he has none, and go on."""
    talk.say("acquainted.counted" if talk.learner.is_counted else "acquainted.uncounted")
    if not talk.learner.has_recovery_code:
        hand_over_code(talk)
    going_on.go_on(talk)


def hand_over_code(talk: Talk) -> None:
    """Show a new recovery code to write down: with it another phone goes on where this one stopped."""
    code = new_code(talk.dice, RECOVERY_LENGTH)
    talk.note(CodeIssued("recovery", code, expires_at=None))
    talk.say("recovery.code", code=spell(code))
