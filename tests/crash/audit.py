"""Holds what the crowd has seen against what the database says, after the program was killed again and again."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from tests.crash.books import Books, Chat, Said
from tests.crash.platform import Bubble

Out = Mapping[str, Mapping[int, int | None]]
"""Of each chat's messages that were not new any more, how many bubbles are known to be out; None means all of them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A moment in which the program was interrupted."""

    shown: Mapping[str, int]
    """How many bubbles each chat showed."""
    out: Out | None
    """What the database knew of them; None where nobody could look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What those on the other side know."""

    sent: Mapping[str, Set[str]]
    """The keys of everything that was done in each chat."""
    acknowledged: Set[str]
    """Keys of what the platform was told that it is taken."""
    bubbles: Mapping[str, Sequence[Bubble]]
    """What each chat shows."""
    cuts: Sequence[Cut] = ()


@dataclass
class Findings:
    """What is wrong, a line for each; and what is not wrong, but counted."""

    lost: list[str] = field(default_factory=list)
    """Acknowledged, and without its effect."""
    doubled: list[str] = field(default_factory=list)
    """With its effect twice, or said twice for no reason."""
    unanswered: list[str] = field(default_factory=list)
    """Taken, but not everything that was said to it has arrived."""
    disordered: list[str] = field(default_factory=list)
    """Arrived in another order than it was said."""
    different: list[str] = field(default_factory=list)
    """Not as it would be if nothing had gone wrong."""
    in_doubt: int = 0
    """Bubbles that had arrived at a cut, which the database did not know."""
    repeated: int = 0
    """Bubbles that arrived once more because of a cut."""

    @property
    def everything(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.unanswered, *self.disordered, *self.different]


Expected = Mapping[str, Mapping[int, Sequence[Bubble]]]
"""The bubbles of each chat's messages, by their numbers."""


def audit(crowd: Crowd, books: Books, clean: Books, expected: Expected) -> Findings:
    """
    Return what is wrong.

    Args:
        crowd: what was done and seen.
        books: what the database holds.
        clean: what it would hold if nothing had ever gone wrong.
        expected: how every message that it holds looks.
    """
    findings = Findings()
    for chat in sorted({*crowd.sent, *books, *crowd.bubbles}):
        kept = books.get(chat, Chat(0, None, None))
        _keys(findings, chat, crowd, kept)
        _numbers(findings, chat, kept)
        _effects(findings, chat, kept, clean.get(chat, Chat(0, None, None)))
        _Walk(findings, chat, kept, expected.get(chat, {})).along(crowd)
    return findings


def _keys(findings: Findings, chat: str, crowd: Crowd, kept: Chat) -> None:
    """What was acknowledged is there, each once, and nothing else is."""
    sent, taken = crowd.sent.get(chat, set()), Counter(key for _, key in kept.taken)
    lost = sent & crowd.acknowledged - {*taken}
    findings.lost += [f"{chat}: {key} was acknowledged and is not there" for key in sorted(lost)]
    findings.doubled += [f"{chat}: {key} is there {times} times" for key, times in taken.items() if times > 1]
    findings.different += [f"{chat}: {key} was never sent" for key in sorted({*taken} - sent)]
    findings.unanswered += [f"{chat}: {key} was never acknowledged" for key in sorted(sent - crowd.acknowledged)]


def _numbers(findings: Findings, chat: str, kept: Chat) -> None:
    """The lines of a chat are numbered without gaps, and each answer stands behind what it answers."""
    numbers = sorted([seq for seq, _ in kept.taken] + [said.seq for said in kept.said])
    if numbers != list(range(1, kept.seq + 1)):
        findings.different.append(f"{chat}: the lines up to {kept.seq} are numbered {numbers}")
    answers = {said.cause: said.seq for said in kept.said}
    for seq, key in kept.taken:
        if answers.get(f"{key}/0") != seq + 1:
            findings.lost.append(f"{chat}: {key} was taken and nothing was said to it")


def _effects(findings: Findings, chat: str, kept: Chat, clean: Chat) -> None:
    """The chat has come as far as it would have without any trouble, and no further."""
    for what in ("shown", "answers", "completed"):
        have, due = getattr(kept, what), getattr(clean, what)
        findings.lost += [f"{chat}: {what} lacks {one}" for one in sorted(due - have)]
        findings.doubled += [f"{chat}: {what} holds {one} as well" for one in sorted(have - due)]
    for what in ("state", "bookmark"):
        if getattr(kept, what) != getattr(clean, what):
            findings.different.append(f"{chat}: {what} is {getattr(kept, what)}, not {getattr(clean, what)}")
    if [_shape(said) for said in kept.said] != [_shape(said) for said in clean.said]:
        findings.different.append(f"{chat}: something else was said")


def _shape(said: Said) -> tuple[object, ...]:
    """Return what does not depend on chance."""
    message = said.message
    return said.seq, said.cause, message.image, message.buttons, message.prompt


class _Walk:
    """Goes along the bubbles of a chat, from one that should come next to the next one."""

    def __init__(self, findings: Findings, chat: str, kept: Chat, expected: Mapping[int, Sequence[Bubble]]) -> None:
        self._findings = findings
        self._chat = chat
        self._kept = kept
        self._due = [(seq, bubble) for seq in sorted(expected) for bubble in expected[seq]]
        self._lengths = {seq: len(bubbles) for seq, bubbles in expected.items()}
        self._at = 0
        """How many of what is due have arrived."""

    def along(self, crowd: Crowd) -> None:
        shown = crowd.bubbles.get(self._chat, ())
        cuts = [(cut.shown.get(self._chat, 0), cut.out) for cut in crowd.cuts]
        may_step_back = any(out is None for _, out in cuts)
        for place, bubble in enumerate(shown):
            self._cut([out for where, out in cuts if where == place])
            self._next(place, bubble, may_step_back)
        self._cut([out for where, out in cuts if where >= len(shown)])
        self._findings.repeated += max(0, len(shown) - self._at)
        self._end()

    def _cut(self, outs: Sequence[Out | None]) -> None:
        """Go back to what the database knew: what had arrived beyond that comes once more."""
        for out in outs:
            if out is None:
                continue
            known = self._known(out.get(self._chat, {}))
            if known > self._at:
                missing = known - self._at
                self._findings.unanswered.append(
                    f"{self._chat}: {missing} bubbles never arrived that are said to be out"
                )
            elif known < self._at:
                doubtful = {seq for seq, _ in self._due[known : self._at]}
                if len(doubtful) > 1:
                    self._findings.disordered.append(f"{self._chat}: {sorted(doubtful)} were on their way at once")
                self._findings.in_doubt += self._at - known
            self._at = min(known, self._at)

    def _known(self, out: Mapping[int, int | None]) -> int:
        counts = ((self._lengths.get(seq, 0), bubbles) for seq, bubbles in out.items())
        return sum(length if bubbles is None else bubbles for length, bubbles in counts)

    def _next(self, place: int, bubble: Bubble, may_step_back: bool) -> None:
        if self._at < len(self._due) and looks_like(bubble, self._due[self._at][1]):
            self._at += 1
            return
        before = [at for at in range(self._at) if looks_like(bubble, self._due[at][1])]
        if before and may_step_back and self._due[before[-1]][0] == self._due[self._at - 1][0]:
            self._findings.in_doubt += self._at - before[-1]
            self._at = before[-1] + 1
        elif before:
            self._findings.doubled.append(f"{self._chat}: bubble {place} was there before: {bubble.text[:40]!r}")
        else:
            self._findings.disordered.append(f"{self._chat}: bubble {place} is not the next: {bubble.text[:40]!r}")

    def _end(self) -> None:
        missing = {seq for seq, _ in self._due[self._at :]}
        waiting = {said.seq for said in self._kept.said if said.state != "sent"}
        causes = {said.cause.partition("/")[0] for said in self._kept.said if said.seq in missing | waiting}
        self._findings.unanswered += [f"{self._chat}: not all that was said to {key} arrived" for key in sorted(causes)]


def looks_like(bubble: Bubble, other: Bubble) -> bool:
    """Return whether a bubble on the platform is one of ours; words for a picture may stand beneath it."""
    return bubble.presses == other.presses and (
        bubble.text == other.text or not other.text or bubble.text.startswith(f"{other.text}\n")
    )
