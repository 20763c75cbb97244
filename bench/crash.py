"""
Kills the program again and again while people learn, and counts what was lost, what came twice, what was not answered.

    python bench/crash.py --kills 300 --database postgres --json

runs `hocso run` as a process of its own beside a strict Telegram, ends it with SIGKILL at moments that the seed
decides, and in the end holds what everybody has seen against the database. `--by stop` asks it to end instead.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, report
from bench.postgres import postgres_server
from bot import shipped
from bot.curriculum.loading import load
from bot.dialogue.wording import REQUIRED
from tests.crash.campaign import Campaign, Outcome, Plan
from tests.storage import administer, named

AT_ONCE = 50
"""Ends after which everything is counted, and a new crowd begins."""


def main() -> None:
    options = _options()
    outcomes = []
    with _databases(options.database) as new_database:
        for number, ends in enumerate(_shares(options.kills)):
            plan = Plan(
                ends=ends,
                by=options.by,
                seed=options.seed + number,
                is_polled=options.mode == "polling",
                database_url=new_database(),
                chats=options.chats,
            )
            outcomes.append(_carry_out(plan))
            for fault in outcomes[-1].faults:
                print(f"seed {plan.seed}: {fault}")
    _report(outcomes, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--by", choices=("kill", "stop"), default="kill", help="SIGKILL, or SIGTERM")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--mode", choices=("webhook", "polling"), default="webhook")
    parser.add_argument("--chats", type=int, default=40)
    parser.add_argument("--check", action="store_true", help="exit 1 if anything is wrong")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    return parser.parse_args()


def _shares(kills: int) -> Iterator[int]:
    for begin in range(0, kills, AT_ONCE):
        yield min(AT_ONCE, kills - begin)


@contextmanager
def _databases(kind: str) -> Iterator[Callable[[], str]]:
    """Yield what makes a new database and returns its URL; an empty one stands for a file in the data folder."""
    if kind == "sqlite":
        yield str
        return
    made: list[str] = []
    with postgres_server() as server:

        def new_database() -> str:
            made.append(f"crash_{len(made)}")
            asyncio.run(administer(server, f"CREATE DATABASE {made[-1]}"))
            return named(server, made[-1])

        yield new_database


def _carry_out(plan: Plan) -> Outcome:
    content = load(shipped.content_root(), shipped.quizzes_root(), required_phrases=REQUIRED).content
    assert content is not None
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(Campaign(plan, Path(folder, "data"), content).run())


def _report(outcomes: list[Outcome], options: argparse.Namespace) -> None:
    findings = [outcome.findings for outcome in outcomes]
    kills = sum(outcome.ends for outcome in outcomes)
    counts = {
        "lost": sum(len(one.lost) for one in findings),
        "doubled": sum(len(one.doubled) for one in findings),
        "unanswered": sum(len(one.unanswered) for one in findings),
        "disordered": sum(len(one.disordered) for one in findings),
        "other": sum(len(outcome.faults) for outcome in outcomes),
    }
    counts["other"] -= sum(count for name, count in counts.items() if name != "other")
    repeated = sum(one.repeated for one in findings)
    again = statistics.median(seconds for outcome in outcomes for seconds in outcome.ready)
    cold = statistics.median(outcome.cold for outcome in outcomes)
    updates = sum(outcome.updates for outcome in outcomes)
    print(f"  {kills} times ended, {updates} updates, {sum(outcome.bubbles for outcome in outcomes)} bubbles")
    print(f"  ready after{again:6.2f} s, after a proper end{cold:6.2f} s")
    ratios = [Ratio(f"crash: {name}", count, at_most=0) for name, count in counts.items()]
    most = 0.0 if options.by == "stop" else 1.0
    ratios += [
        Ratio("crash: bubbles that came twice, for each end", repeated / max(kills, 1), at_most=most),
        Ratio("crash: ready again x a start after a proper end", again / cold, at_most=2),
    ]
    report(ratios, options, {"kills": kills, **counts, "repeated": repeated, "updates": updates})


if __name__ == "__main__":
    main()
