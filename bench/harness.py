"""
What every benchmark here shares: rounds that take turns, medians of ratios, `--check` and `--json`.

A figure alone says more about the machine than about the program, so everything is measured beside a peer in the same
run, and what is judged is the ratio. Rounds alternate, so that a busy minute hits both sides.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Spent:
    """What one round took: seconds by the clock, seconds of this process's processors, and for how many things."""

    seconds: float
    cpu: float
    count: int

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    @property
    def cpu_each(self) -> float:
        """Microseconds of processor time for each."""
        return self.cpu / self.count * 1e6


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure with its bar: at least so much, or at most."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def holds(self) -> bool:
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    def __str__(self) -> str:
        bar = f">= {self.at_least:g}" if self.at_least is not None else ""
        bar = f"<= {self.at_most:g}" if self.at_most is not None else bar
        mark = "" if not bar else f"   (bar {bar}: {'ok' if self.holds else 'MISSED'})"
        return f"{self.name:<56}{self.value:8.2f}{mark}"


async def measure(work: Callable[[], Awaitable[int]]) -> Spent:
    """Run one round, which returns how many things it did."""
    clock, cpu = time.perf_counter(), time.process_time()
    count = await work()
    return Spent(time.perf_counter() - clock, time.process_time() - cpu, count)


async def interleave(sides: Mapping[str, Callable[[], Awaitable[int]]], rounds: int) -> dict[str, list[Spent]]:
    """Run each side once to warm up, then so many rounds in turns, every other round in the opposite order."""
    for work in sides.values():
        await work()
    spent: dict[str, list[Spent]] = {name: [] for name in sides}
    for number in range(rounds):
        names = list(sides) if number % 2 == 0 else list(sides)[::-1]
        for name in names:
            spent[name].append(await measure(sides[name]))
    return spent


def rate_ratio(ours: Sequence[Spent], theirs: Sequence[Spent]) -> float:
    """Return the median of how many times their rate we reach, round by round."""
    return statistics.median(one.rate / other.rate for one, other in zip(ours, theirs, strict=True))


def cpu_ratio(ours: Sequence[Spent], theirs: Sequence[Spent]) -> float:
    """Return the median of how many times their processor time we take, round by round."""
    return statistics.median(one.cpu_each / other.cpu_each for one, other in zip(ours, theirs, strict=True))


def describe(name: str, spent: Sequence[Spent]) -> str:
    """Return the median rate and processor time of one side, for scale."""
    rate = statistics.median(one.rate for one in spent)
    cpu = statistics.median(one.cpu_each for one in spent)
    return f"  {name:<54}{rate:10.0f}/s{cpu:10.0f} us CPU"


def arguments(about: str, rounds: int = 5) -> argparse.ArgumentParser:
    """Return the arguments that every benchmark has."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=rounds, help="rounds that count, after one to warm up")
    parser.add_argument("--check", action="store_true", help="exit 1 if a ratio misses its bar")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    return parser


def report(
    ratios: Sequence[Ratio], options: argparse.Namespace, figures: Mapping[str, float | None] | None = None
) -> None:
    """Print the ratios, and single `figures` in JSON; end with 1 if one misses its bar and that was asked for."""
    for ratio in ratios:
        print(ratio)
    if options.json:
        every = [{**asdict(ratio), "holds": ratio.holds} for ratio in ratios]
        print(json.dumps({**(figures or {}), "ratios": every}))
    if options.check and not all(ratio.holds for ratio in ratios):
        sys.exit(1)
