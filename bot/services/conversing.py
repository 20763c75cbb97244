"""One incoming, one transaction: claim it, answer it, record what was found, queue what is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.curriculum.content import Content
from bot.dialogue.engine import begin, respond
from bot.dialogue.messages import Incoming, Opened, Outgoing, Said
from bot.dialogue.nobody import STRANGER, EmptyDirectory
from bot.learning.codes import Dice
from bot.ports import Work
from bot.services.recording import record
from bot.text.folding import nfc
from bot.text.masking import mask_secrets

_KEPT = 2_000
"""Characters of a message that are kept for the page to show again."""


def take(work: Work, content: Content, incoming: Incoming, now: datetime, dice: Dice) -> int:
    """
    Answer an incoming and return the id of its conversation; one that was answered before changes nothing.

    The first message from an unknown address opens the conversation, whatever it says.
    """
    talk = work.conversations.take(incoming.address, now)
    if not work.inbox.claim(talk.id, talk.seq + 1, _masked(incoming), now):
        return talk.id
    talk = replace(talk, seq=talk.seq + 1)
    if talk.is_new:
        talk = replace(talk, conversation=begin(content))
    directory = work.conversations.directory(talk, now)
    turn = respond(content, talk.conversation, talk.learner, incoming.action, now, dice, directory)
    speaker_id = record(work, talk, content.rules, turn.facts, incoming.key, now)
    work.outbox.add(talk.id, talk.seq + 1, incoming.key, turn.outgoing, now)
    work.conversations.save(talk.id, speaker_id, turn.conversation, talk.seq + len(turn.outgoing), now)
    return talk.id


def preview(content: Content, opened: Opened, now: datetime, dice: Dice) -> Sequence[Outgoing]:
    """Return what a newcomer is greeted with, without keeping anything: a link preview is not a learner."""
    greeting = replace(opened, code=None)  # a code needs the store, so it is only looked at once somebody acts
    return respond(content, begin(content), STRANGER, greeting, now, dice, EmptyDirectory()).outgoing


def _masked(incoming: Incoming) -> Incoming:
    """Secrets are masked before anything is stored."""
    match incoming.action:
        case Said(text):
            return replace(incoming, action=Said(mask_secrets(nfc(text)[:_KEPT])))
        case _:
            return incoming
