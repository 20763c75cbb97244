"""Whether the right choice can be guessed without reading: from its place, or from its length."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.curriculum.problems import Finding, Path
from bot.learning.course import Choice

_ALWAYS_FROM = 3  # questions: with fewer, a pattern may be chance
_MOSTLY_FROM = 8
_MOSTLY = 0.6  # of the questions; with three choices a third would be chance

Question = tuple[Path, Sequence[Choice]]
"""Where its choices stand, and the choices."""


def check_patterns(questions: Sequence[Question]) -> Iterator[Finding]:
    """Check the questions that somebody gets one after the other."""
    single = [(at, choices) for at, choices in questions if sum(choice.right for choice in choices) == 1]
    if len(single) < _ALWAYS_FROM:
        return
    at = single[0][0]
    places = Counter(next(place for place, choice in enumerate(choices) if choice.right) for _, choices in single)
    place, there = places.most_common(1)[0]
    longest = sum(right_is_longest(choices) for _, choices in single)
    yield from _guessed(at, there, len(single), f"đứng thứ {place + 1}", "đổi thứ tự các lựa chọn ở vài câu")
    how = "ở vài câu, viết lựa chọn phải ngắn lại hoặc lựa chọn kia dài ra"
    yield from _guessed(at, longest, len(single), "dài nhất", how)


def _guessed(at: Path, so_many: int, of: int, how_it_looks: str, how: str) -> Iterator[Finding]:
    if so_many == of:
        yield Finding(at, f"lựa chọn phải lúc nào cũng {how_it_looks}, đoán được ngay", how)
    elif of >= _MOSTLY_FROM and so_many > _MOSTLY * of:
        what = f"lựa chọn phải {how_it_looks} ở {so_many} trong {of} câu (nhiều nhất {_MOSTLY:.0%})"
        yield Finding(at, what, how)


def right_is_longest(choices: Sequence[Choice]) -> bool:
    """Return whether the right choice is longer than every other one."""
    longest_other = max((len(choice.label) for choice in choices if not choice.right), default=0)
    return all(len(choice.label) > longest_other for choice in choices if choice.right)
