"""How many bubbles a lesson makes between two things that a learner does: never more than may be sent for free."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf

from bot.channels.capabilities import Capabilities
from bot.channels.rendering import render
from bot.channels.splitting import units
from bot.curriculum.content import Content
from bot.curriculum.problems import Finding, Path
from bot.dialogue.choosing import how_to_choose
from bot.dialogue.messages import Outgoing
from bot.dialogue.places import AtLesson, AtQuiz, AtTask, Place
from bot.dialogue.rehearsal import Exchange, lesson_exchanges, quiz_exchanges
from bot.learning.course import Lesson, Quiz, Skill
from bot.text.folding import nfc

MOST = 8
"""What a Zalo Official Account may send before the person writes again (learning rule R4)."""

_LONG_USED = 9_999_999
"""The number of a prompt of somebody who has talked for years: it takes room on the buttons."""
_AROUND = 8
"""More than stands around any of the words of a message: an empty line, a number, a sign."""

Channels = Mapping[str, Capabilities | None]
"""What each can do, by the name that authors know it by; None where every message is one bubble."""
Said = tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class Overrun:
    """Where a lesson or a quiz says too much in one go."""

    skill: Skill
    file: Lesson | Quiz
    finding: Finding


def overruns(content: Content, channels: Channels) -> Iterator[Overrun]:
    """Yield every place of every lesson and quiz after which more is said than a channel may send in one go."""
    gauge = Gauge(content, channels)
    for skill in content.course.skills:
        for lesson in skill.lessons:
            for finding in _findings(lesson, lesson_exchanges(content, lesson), gauge):
                yield Overrun(skill, lesson, finding)
        if skill.quiz is not None:
            for finding in _findings(skill.quiz, quiz_exchanges(content, skill, skill.quiz), gauge):
                yield Overrun(skill, skill.quiz, finding)


class Gauge:
    """Counts bubbles on several channels."""

    def __init__(self, content: Content, channels: Channels) -> None:
        self._channels = channels
        self._shortest = min((caps.longest_text for caps in channels.values() if caps is not None), default=0)
        self._ask = how_to_choose(content)
        self._is_there = content.media.__contains__

    def too_many(self, said: Said) -> tuple[int, str] | None:
        """Return how many bubbles messages said in one go make where they make most; None if nowhere too many."""
        if self.at_most(said) <= MOST:
            return None
        said = tuple(replace(message, prompt=message.prompt and _LONG_USED) for message in said)
        count, name = max((self.count(said, caps), name) for name, caps in self._channels.items())
        return (count, name) if count > MOST else None

    def count(self, said: Said, caps: Capabilities | None) -> int:
        """Return how many bubbles messages make on one channel."""
        return len(said) if caps is None else len(render(said, caps, self._ask, is_there=self._is_there))

    def at_most(self, said: Said) -> float:
        """
        Return a count that messages exceed on no channel, found at a glance; infinite if a glance is not enough.

        Nearly all messages are so short that it does to count what they consist of.
        """
        if any(_length(message) + units(self._ask) > self._shortest for message in said):
            return inf
        return sum(1 + sum(map(bool, (message.image, message.audio, message.document))) for message in said)


def _length(message: Outgoing) -> int:
    """Return how long everything is that a message may say in words, and somewhat more."""
    words = [message.text, *(button.label for button in message.buttons)]
    words += [message.image.alt] if message.image else []
    words += [message.document.name] if message.document else []
    return sum(units(nfc(text)) + _AROUND for text in words)


def _findings(file: Lesson | Quiz, exchanges: Iterable[Exchange], gauge: Gauge) -> Iterator[Finding]:
    """Yield one finding for every place in a file after which too much is said, about what is most."""
    worst: dict[Path, tuple[int, str, str]] = {}
    for exchange in exchanges:
        if found := gauge.too_many(exchange.said):
            at = _path(file, exchange.place)
            worst[at] = max(worst.get(at, (0, "", "")), (*found, exchange.did))
    for at, (count, channel, did) in worst.items():
        when = f"sau khi chọn hay gõ “{did}”" if did else "vừa vào bài"
        what = f"{when}, người học nhận liền {count} tin trên {channel} (nhiều nhất {MOST})"
        yield Finding(at, what, "viết ngắn lại, hoặc chia bớt sang chỗ khác, để người đọc kịp theo")


def _path(file: Lesson | Quiz, place: Place) -> Path:
    """Return where in its file stands what somebody at a place sees; the whole file if they are elsewhere."""
    match file, place:
        case Lesson(), AtLesson(card=card_id):
            return "cards", [card.id for card in file.cards].index(card_id)
        case Lesson(), AtTask():
            return ("task",)
        case Quiz(), AtQuiz(attempt=attempt) if attempt.next_variant:
            return _asked(file, attempt.next_variant)
        case _:
            return ()


def _asked(quiz: Quiz, variant_id: str) -> Path:
    for place, objective in enumerate(quiz.objectives):
        for number, variant in enumerate(objective.variants):
            if variant.id == variant_id:
                return "objectives", place, "variants", number
    return ()
