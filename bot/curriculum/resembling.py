"""What is said twice in the product, and should not be: the marks of mass production."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from bot.curriculum.checks.alike import SHORTEST, are_alike, common_runs_at_least, plain_words, runs
from bot.curriculum.checks.traces import Marks, Traces, traces_of
from bot.curriculum.examining import Examined
from bot.curriculum.problems import Finding, Path, Problem

MOST_SAYS = 2
"""So many questions may give the same explanation."""
MOST_ENDS = 4
"""So many lessons may begin, or end, with the same words on the loudspeaker."""
_QUESTION = 2
"""Steps to a question: ("entries", 7)."""


class Place(NamedTuple):
    """Somewhere in a file."""

    examined: Examined
    at: Path

    def around(self, steps: int) -> "Place":
        """Return what it is a part of."""
        return Place(self.examined, self.at[:steps])

    def seen_from(self, other: "Place") -> str:
        """Return what a message about the other place calls this one."""
        return self.examined.place(self.at, other.examined)

    def problem(self, what: str, how: str) -> Problem:
        """Return a problem that an author should fix here."""
        return self.examined.problem(Finding(self.at, what, how))


class Told(NamedTuple):
    """One text that should be told in a way of its own."""

    place: Place
    words: list[bytes]
    runs: set[int]


Traced = Sequence[tuple[Examined, Traces]]


def resemblances(examined: Sequence[Examined]) -> Iterator[Problem]:
    """Yield everything in these files that is said twice."""
    traced = [(one, traces_of(one.value)) for one in examined if one.value is not None]
    yield from _told_alike(traced)
    yield from _explained_alike(traced)
    yield from _drawn_alike(traced)
    yield from _asked_alike(traced)
    yield from _sounding_alike(traced, "openings", "mở đầu")
    yield from _sounding_alike(traced, "closings", "kết")


def _told_alike(traced: Traced) -> Iterator[Problem]:
    """Yield texts that are like an earlier one; only those are compared that have a run of words in common."""
    earlier: list[Told] = []
    owners: dict[int, list[int]] = defaultdict(list)
    for told in _texts(traced):
        met = Counter(chain.from_iterable(owners[run] for run in told.runs))
        first = next((earlier[n] for n, common in sorted(met.items()) if _alike(told, earlier[n], common)), None)
        if first is not None:
            what = f"gần như cùng lời với {first.place.seen_from(told.place)}"
            yield told.place.problem(what, "kể chuyện khác, bằng chữ khác; hoặc bỏ một bên")
        for run in told.runs:
            owners[run].append(len(earlier))
        earlier.append(told)


def _texts(traced: Traced) -> Iterator[Told]:
    for one, traces in traced:
        for at, text in traces.texts.items():
            words = plain_words(text)
            if len(words) >= SHORTEST:
                yield Told(Place(one, at), words, runs(words))


def _alike(one: Told, other: Told, common: int) -> bool:
    longer = max(len(one.runs), len(other.runs))
    return common >= common_runs_at_least(longer) and are_alike(one.words, other.words)


def _explained_alike(traced: Traced) -> Iterator[Problem]:
    for first, places in _too_often(traced, attrgetter("says"), MOST_SAYS):
        for place in places:
            what = f"lời giải thích này đã dùng ở {MOST_SAYS} câu khác, đầu tiên là {first.seen_from(place)}"
            yield place.problem(what, "giải thích riêng cho lựa chọn này: vì sao phải, hay vì sao chưa phải")


def _drawn_alike(traced: Traced) -> Iterator[Problem]:
    for first, places in _too_often(traced, attrgetter("drawings"), 1):
        for place in places:
            how = "vẽ đúng màn hình hay việc làm của thẻ này; nếu không cần thì bỏ hình"
            yield place.problem(f"cùng một hình vẽ với {first.seen_from(place)}", how)


def _asked_alike(traced: Traced) -> Iterator[Problem]:
    for first, places in _too_often(traced, attrgetter("examples"), 1):
        question = first.around(_QUESTION)
        for place in places:
            if place.around(_QUESTION) != question:
                what = f"cách hỏi này cũng là của {question.seen_from(place)}"
                yield place.problem(what, "để ở một nơi thôi, nơi trả lời đúng câu ấy")


def _sounding_alike(traced: Traced, ends: str, word: str) -> Iterator[Problem]:
    for first, places in _too_often(traced, attrgetter(ends), MOST_ENDS):
        for place in places:
            what = f"lời cho loa {word} giống {MOST_ENDS} bài khác, đầu tiên là {first.examined.file.name}"
            yield place.problem(what, f"{word} bằng chuyện riêng của bài này")


def _too_often(traced: Traced, marks_of: Callable[[Traces], Marks], most: int) -> Iterator[tuple[Place, list[Place]]]:
    """Yield the first place and the places too many of whatever is there more often than allowed."""
    counts = Counter(chain.from_iterable(marks_of(traces).values() for _, traces in traced))
    places: dict[Hashable, list[Place]] = defaultdict(list)
    for one, traces in traced:
        for at, mark in marks_of(traces).items():
            if counts[mark] > most:
                places[mark].append(Place(one, at))
    return ((several[0], several[most:]) for several in places.values())
