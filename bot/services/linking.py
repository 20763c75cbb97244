"""A second channel is linked: the chat that showed the code is asked; then two people become one, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.facts import Fact, LinkDecided, LinkTyped
from bot.dialogue.messages import Event, LinkAnswered, LinkAsked
from bot.learning.rules import Rules
from bot.ports import Talk, Work
from bot.services.completing import recount


@dataclass(frozen=True, slots=True)
class News:
    """Something that another chat has to be told, once."""

    talk_id: int
    key: str
    event: Event


def link(work: Work, talk: Talk, rules: Rules, speaker_id: int, facts: Sequence[Fact], now: datetime) -> Sequence[News]:
    """Carry out what the facts of a turn say about link codes; return what other chats have to be told."""
    return [news for fact in facts for news in _carry_out(work, talk, rules, speaker_id, fact, now)]


def _carry_out(work: Work, talk: Talk, rules: Rules, speaker_id: int, fact: Fact, now: datetime) -> Iterator[News]:
    channel = talk.address.channel
    match fact:
        case LinkTyped(code_id, shown_in):
            if work.codes.typed(code_id, talk.id, speaker_id, now):
                yield News(shown_in, f"link:{code_id}:asked", LinkAsked(code_id, channel))
        case LinkDecided(code_id, typed_in, typed_by, agreed):
            if work.codes.use(code_id, speaker_id, now):
                if agreed:
                    work.people.merge(typed_by, speaker_id, now)
                    recount(work, rules, speaker_id)
                else:
                    work.codes.missed(f"link:{typed_in}", now)  # to whoever typed it, it was a wrong one
                yield News(typed_in, f"link:{code_id}:answered", LinkAnswered(agreed, channel))
