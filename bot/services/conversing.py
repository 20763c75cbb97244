"""
One incoming, one transaction: claim it, answer it, record what was found, queue what is said.

What is said in one chat may concern another one: that is told in the same transaction, as an incoming of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.curriculum.content import Content
from bot.dialogue.engine import begin, respond
from bot.dialogue.messages import Incoming, Opened, Outgoing, Said
from bot.dialogue.nobody import STRANGER, EmptyDirectory
from bot.learning.codes import Dice
from bot.ports import Parcel, Talk, Work
from bot.services.linking import News, link
from bot.services.recording import record
from bot.text.folding import nfc
from bot.text.masking import mask_secrets

_KEPT = 2_000
"""Characters of a message that are kept for the page to show again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an incoming led to: the conversation it belongs to, and what is to be sent now."""

    talk_id: int
    parcels: Sequence[Parcel] = ()
    others: Sequence[int] = ()
    """Further conversations in which something was said."""


def take(work: Work, content: Content, incoming: Incoming, now: datetime, dice: Dice) -> Taken:
    """
    Answer an incoming; one that was answered before changes nothing.

    The first message from an unknown address opens the conversation, whatever it says.
    """
    talk = work.conversations.take(incoming.address, now)
    if not work.inbox.claim(talk.id, talk.seq + 1, _masked(incoming), now):
        return Taken(talk.id)
    if talk.is_new:
        talk = replace(talk, conversation=begin(content))
    parcels, told = _answer(work, content, talk, incoming, now, dice)
    taken = Taken(talk.id, parcels)
    for news in told:
        taken = _tell(work, content, news, taken, now, dice)
    return taken


def _answer(
    work: Work, content: Content, talk: Talk, incoming: Incoming, now: datetime, dice: Dice
) -> tuple[Sequence[Parcel], Sequence[News]]:
    """Answer an incoming that was claimed as the next line of its conversation."""
    talk = replace(talk, seq=talk.seq + 1)
    directory = work.conversations.directory(talk, now)
    turn = respond(content, talk.conversation, talk.learner, incoming.action, now, dice, directory)
    speaker_id = record(work, talk, content.rules, turn.facts, incoming.key, now)
    parcels = work.outbox.add(talk, talk.seq + 1, incoming.key, turn.outgoing, now)
    after = turn.conversation
    work.conversations.save(talk.id, speaker_id, after, talk.seq + len(turn.outgoing), after.last_at or now)
    return parcels, link(work, talk, content.rules, speaker_id, turn.facts, now)


def _tell(work: Work, content: Content, news: News, taken: Taken, now: datetime, dice: Dice) -> Taken:
    """Let another conversation know what concerns it; one that is gone, or knows it already, is left alone."""
    talk = work.conversations.talk(news.talk_id)
    if talk is None:
        return taken
    incoming = Incoming(talk.address, news.key, news.event)
    if not work.inbox.claim(talk.id, talk.seq + 1, incoming, now):
        return taken
    parcels, _ = _answer(work, content, talk, incoming, now, dice)
    return replace(taken, parcels=(*taken.parcels, *parcels), others=(*taken.others, talk.id))


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
