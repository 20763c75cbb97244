"""
How long a server takes to load 200 lessons: cold, warm from the cache, and after one file has changed.

The lessons are those of content/, copied under new ids and in a dialect of their own until there are enough. The peer
is PyYAML's C loader over the same files, which checks nothing and forgets where everything stood. `--check` fails
beyond a bar of performance.md, `--json` prints one JSON object as the last line.
"""

import argparse
import gc
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import yaml

from bot import shipped
from bot.curriculum.shelf import Shelf

BARS = {"cold": 1.2, "warm": 0.10, "one_changed": 0.05}


def write_tree(from_content: Path, from_quizzes: Path, root: Path, lessons: int) -> tuple[Path, Path]:
    """Copy the content and multiply its lessons."""
    content, quizzes = root / "content", root / "quizzes"
    shutil.copytree(from_content, content)
    shutil.copytree(from_quizzes, quizzes)
    originals = sorted(path for path in content.glob("*/*.yaml") if (path.parent / "skill.yaml").exists())
    originals = [path for path in originals if path.name != "skill.yaml"]
    texts = {path: path.read_text("utf-8") for path in originals}
    for number, path in zip(range(lessons - len(originals)), cycle(originals), strict=False):
        _copy(path, in_dialect(texts[path], DIALECTS[number // len(originals)]), number)
    return content, quizzes


DIALECTS = "fjtlri"
"""Narrow letters, so that drawings keep their room."""
_KEPT_OR_MARKED = re.compile(r"\{\w+\}|hỏi lại|\b(\w*[^\x00-\x7f\W]\w*)\w\b")


def in_dialect(text: str, letter: str) -> str:
    """Return a lesson with another ending of most words, as copies that say the same would be refused."""
    return _KEPT_OR_MARKED.sub(lambda found: f"{found[1]}{letter}" if found[1] else found[0], text)


def _copy(path: Path, text: str, number: int) -> None:
    new = f"b{number}-{path.stem}"[:40].rstrip("-")
    text = re.sub(r"(?m)^id: .*$", f"id: {new}", text, count=1)
    text = re.sub(r"(?m)^(task:\n(?:  .*\n)*?  id: ).*$", rf"\g<1>b{number}-lam", text, count=1)
    (path.parent / f"{new}.yaml").write_text(text, "utf-8")
    skill = path.parent / "skill.yaml"
    listed = skill.read_text("utf-8")
    skill.write_text(re.sub(r"(?m)^lessons:\n", f"lessons:\n  - {new}\n", listed), "utf-8")


class Runs:
    """The three things that are measured, and their peer, over one tree of files."""

    def __init__(self, content: Path, quizzes: Path, cache: Path) -> None:
        self.roots = content, quizzes
        self.cache = cache
        self.files = sorted([*content.rglob("*.yaml"), *quizzes.rglob("*.yaml")])
        self.edited = next(path for path in self.files if path.stem.startswith("b0-"))
        self.shelf = Shelf(content, quizzes)
        first = self.shelf.refresh()
        if first is None or first.content is None:
            raise SystemExit("\n".join(map(str, first.problems[:3] if first else ())))
        Shelf(content, quizzes, cache=cache).refresh()

    def peer(self) -> None:
        for file in self.files:
            with file.open("rb") as opened:
                yaml.load(opened, Loader=yaml.CSafeLoader)

    def cold(self) -> None:
        assert Shelf(*self.roots).refresh() is not None

    def warm(self) -> None:
        loaded = Shelf(*self.roots, cache=self.cache).refresh()
        assert loaded is not None

    def one_changed(self) -> None:
        loaded = self.shelf.refresh()
        assert loaded is not None
        assert loaded.content is not None

    def touch(self) -> None:
        """Change one lesson as an editor would: another text, a later time."""
        text = self.edited.read_text("utf-8")
        self.edited.write_text(f"{text.rstrip()}\n# {time.monotonic_ns()}\n", "utf-8")
        later = self.edited.stat().st_mtime_ns + 1_000_000
        os.utime(self.edited, ns=(later, later))


def timed(run: Callable[[], None]) -> float:
    """Return the seconds of processor time that it takes; all of it is one thread, and other programs do not count."""
    gc.collect()
    before = time.process_time()
    run()
    return time.process_time() - before


def measure(runs: Runs, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each in every round; the first round only warms up."""
    times: dict[str, list[float]] = {name: [] for name in ("peer", *BARS)}
    for _ in range(rounds + 1):
        for name, several in times.items():
            if name == "one_changed":
                runs.touch()
            several.append(timed(getattr(runs, name)))
        Shelf(*runs.roots, cache=runs.cache).refresh()  # Keep the edited state for the next warm start.
    return {name: several[1:] for name, several in times.items()}


def report(times: dict[str, list[float]]) -> Iterator[tuple[str, float, bool]]:
    for name, bar in BARS.items():
        ratio = statistics.median(mine / peer for mine, peer in zip(times[name], times["peer"], strict=True))
        print(f"{name:12} {statistics.median(times[name]) * 1000:8.1f} ms {ratio:6.3f} x of CSafeLoader (bar {bar})")
        yield name, round(ratio, 4), ratio <= bar


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--check", action="store_true", help="exit 1 beyond a bar")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--content", type=Path, default=shipped.content_root())
    parser.add_argument("--quizzes", type=Path, default=shipped.quizzes_root())
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        roots = write_tree(chosen.content, chosen.quizzes, Path(folder), chosen.lessons)
        times = measure(Runs(*roots, Path(folder) / "cache"), max(5, chosen.rounds))
    peer = statistics.median(times["peer"]) * 1000
    print(f"{'peer':12} {peer:8.1f} ms for {chosen.lessons} lessons")
    rows = list(report(times))
    if chosen.json:
        ratios = {name: ratio for name, ratio, _ in rows}
        print(json.dumps({"lessons": chosen.lessons, "peer_ms": round(peer, 1)} | ratios))
    return 1 if chosen.check and not all(good for _, _, good in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
