"""
The whole durable path of a message: webhook, transaction, commit, 200, delivery, receipt.

Ours does everything that the product does: it takes the update in, runs the turn, commits it to the disk, answers the
platform, sends the message and writes down that it was sent. Its peers only echo: a bot on stock python-telegram-bot,
and bare Starlette with aiohttp, below which nothing can be had. They store nothing.

Each update is a word that the assistant answers with one message, so that updates and messages can be counted against
each other. Rates are per second, waits are from posting an update until its message was answered; `--latency` is what
the platform takes for that answer.
"""

import asyncio
import hashlib
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, arguments, report
from bench.messenger import Figures, Kind, Platform
from bench.subjects import APP, OA, SECRET

WORDS = ("menu", "các kỹ năng", "menu", "đổi bài", "tiến độ", "menu")
"""What people type: words that work everywhere, each answered with one message."""
UPDATES = 3_000
SLOW_UPDATES = 1_500
ALONE = 200
CHANNELS = ("telegram", "zalo_bot", "zalo_oa")
BARRED = frozenset({(1, 0), (32, 0), (64, 50)})


def kind_of(subject: str, secret: str) -> Kind:
    """Return how the platform of a subject speaks."""
    if subject == "zalo_oa":
        return Kind(
            "/webhook/zalo-oa",
            _oa_event,
            lambda body: str(_dict(body["recipient"])["user_id"]),
            lambda number, chat: json.dumps(
                {"error": 0, "message": "Success", "data": {"message_id": f"r{number}", "user_id": chat}}
            ).encode(),
        )
    if subject == "zalo_bot":
        return Kind(
            "/webhook/zalo-bot",
            lambda number, chat, text: (_zalo_event(number, chat, text), {"X-Bot-Api-Secret-Token": secret}),
            lambda body: str(body["chat_id"]),
            lambda number, chat: json.dumps(
                {"ok": True, "result": {"message_id": f"r{number}", "date": 1789632637199}}
            ).encode(),
        )
    return Kind(
        "/webhook/telegram",
        lambda number, chat, text: (_update(number, chat, text), {"X-Telegram-Bot-Api-Secret-Token": secret}),
        lambda body: str(body["chat_id"]),
        _message,
    )


def _dict(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value


def _update(number: int, chat: int, text: str) -> bytes:
    person = {"id": chat, "first_name": "Lan"}
    message = {
        "message_id": number,
        "date": 1795160000,
        "from": {**person, "is_bot": False, "language_code": "vi"},
        "chat": {**person, "type": "private"},
        "text": text,
    }
    return json.dumps({"update_id": 700000000 + number, "message": message}, ensure_ascii=False).encode()


def _message(number: int, chat: str) -> bytes:
    message = {
        "message_id": number,
        "date": 1795160000,
        "from": {"id": 1000001, "is_bot": True, "first_name": "Bot", "username": "hoc_bot"},
        "chat": {"id": int(chat or 0), "type": "private", "first_name": "Lan"},
        "text": "…",
    }
    return json.dumps({"ok": True, "result": message}).encode()


def _zalo_event(number: int, chat: int, text: str) -> bytes:
    message = {
        "message_id": f"m{number}",
        "date": 1789316131602,
        "from": {"id": str(chat), "display_name": "Lan", "is_bot": False},
        "chat": {"id": str(chat), "chat_type": "PRIVATE"},
        "text": text,
    }
    event = {"ok": True, "result": {"event_name": "message.text.received", "message": message}}
    return json.dumps(event, ensure_ascii=False).encode()


def _oa_event(number: int, chat: int, text: str) -> tuple[bytes, Mapping[str, str]]:
    stamp = "1789908535471"
    event = {
        "app_id": APP,
        "event_name": "user_send_text",
        "timestamp": stamp,
        "sender": {"id": str(chat)},
        "recipient": {"id": OA},
        "message": {"msg_id": f"m{number}", "text": text},
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    mac = hashlib.sha256(APP.encode() + body + stamp.encode() + SECRET.encode()).hexdigest()
    return body, {"X-ZEvent-Signature": f"mac={mac}"}


@dataclass(slots=True)
class Subject:
    """A bot in a process of its own, and the platform it speaks to."""

    name: str
    process: asyncio.subprocess.Process
    platform: Platform
    port: int

    @classmethod
    async def start(cls, name: str) -> "Subject":
        platform = Platform(kind_of(name, ""))
        await platform.start()
        script = Path(__file__).with_name("subjects.py")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(script),
            name,
            str(platform.port),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        port, _, secret = (await process.stdout.readline()).decode().strip().partition(" ")
        platform.kind = kind_of(name, secret)
        return cls(name, process, platform, int(port))

    async def round(self, inflight: int, latency: float, updates: int) -> tuple[Figures, float]:
        """Load it; return the figures, and the microseconds of its processor time for each update."""
        self.platform.latency = latency
        before, sent = await self._cpu(), self.platform.messages
        figures = await self.platform.load(self.port, [5000 + lane for lane in range(inflight)], WORDS, updates)
        cpu = (await self._cpu() - before) / updates * 1e6
        if self.platform.messages - sent != updates:
            raise SystemExit(f"{self.name}: {updates} updates led to {self.platform.messages - sent} messages")
        return figures, cpu

    async def warm_up(self, inflight: int) -> None:
        """Let everybody be known, and everything be compiled; first greetings are longer than one message."""
        self.platform.latency = 0
        chats = [5000 + lane for lane in range(inflight)]
        for _ in range(2):
            await self.platform.load(self.port, chats, WORDS, 4 * inflight)
            await asyncio.sleep(0.5)

    async def _cpu(self) -> float:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        return float(await self.process.stdout.readline())

    async def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()
        await self.platform.stop()


@dataclass(frozen=True, slots=True)
class Case:
    """How hard the bots are loaded."""

    inflight: int
    latency: int
    """Milliseconds."""

    @property
    def updates(self) -> int:
        if self.inflight == 1:
            return ALONE
        return SLOW_UPDATES if self.latency else UPDATES


async def compare(case: Case, subjects: Sequence[Subject], rounds: int) -> dict[str, list[tuple[Figures, float]]]:
    """Load each subject in turns, so many rounds."""
    results: dict[str, list[tuple[Figures, float]]] = {subject.name: [] for subject in subjects}
    for number in range(rounds):
        for subject in subjects if number % 2 == 0 else subjects[::-1]:
            updates = case.updates
            if subject.name == "ptb" and case.latency and case.inflight > 1:
                updates //= 5  # it takes ten times as long
            results[subject.name].append(await subject.round(case.inflight, case.latency / 1000, updates))
    return results


def show(case: Case, results: Mapping[str, Sequence[tuple[Figures, float]]]) -> None:
    """Print what each subject came to, for scale."""
    print(f"{case.inflight} in flight, {case.latency} ms")
    for name, rounds in results.items():
        rate = statistics.median(figures.rate for figures, _ in rounds)
        cpu = statistics.median(cpu for _, cpu in rounds)
        p50, p99 = (statistics.median(each.percentile(share) for each, _ in rounds) * 1e3 for share in (0.5, 0.99))
        print(f"  {name:<12}{rate:8.0f}/s{cpu:8.0f} us CPU{p50:9.1f} ms p50{p99:9.1f} ms p99")


def ratios_of(case: Case, ours: str, results: Mapping[str, Sequence[tuple[Figures, float]]]) -> list[Ratio]:
    """Return how one of our channels compares with the bots that only echo."""
    pairs = list(zip(results[ours], results["ptb"], results["raw"], strict=True))
    rate = statistics.median(mine.rate / theirs.rate for (mine, _), (theirs, _), _ in pairs)
    over_raw = statistics.median(mine.rate / floor.rate for (mine, _), _, (floor, _) in pairs)
    cpu = statistics.median(mine / theirs for (_, mine), (_, theirs), _ in pairs)
    p50 = statistics.median(mine.percentile(0.5) / theirs.percentile(0.5) for (mine, _), (theirs, _), _ in pairs)
    p99 = statistics.median(mine.percentile(0.99) for (mine, _), _, _ in pairs) * 1e3
    name = f"{ours} {case.inflight}/{case.latency}"
    judged = ours == "telegram"
    found = [Ratio(f"{name}: rate x raw Starlette+aiohttp", over_raw)]
    if case.inflight == 1:
        found.append(Ratio(f"{name}: p50 x PTB", p50, at_most=2.5 if judged else None))
    elif case.latency == 0:
        found.append(Ratio(f"{name}: rate x PTB", rate, at_least=4 if judged else None))
        found.append(Ratio(f"{name}: CPU x PTB", cpu, at_most=0.25 if judged else None))
    else:
        found.append(Ratio(f"{name}: rate x PTB", rate, at_least=6 if judged else None))
        found.append(
            Ratio(f"{name}: p99 x the platform's latency", p99 / case.latency, at_most=1.5 if judged else None)
        )
    return found


async def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--inflight", default="1,32,64", help="how many chats at once")
    parser.add_argument("--latency", default="0,50", help="milliseconds that the platform takes to answer")
    parser.add_argument("--channels", default=",".join(CHANNELS), help="which of ours")
    options = parser.parse_args()
    asked = product(map(int, options.inflight.split(",")), map(int, options.latency.split(",")))
    # Of everything at once the three that have a bar; one alone is whatever was asked for.
    cases = [Case(*each) for each in asked if each in BARRED or "," not in options.inflight + options.latency]
    subjects = [await Subject.start(name) for name in ("raw", "ptb", *options.channels.split(","))]
    for subject in subjects:
        await subject.warm_up(max(case.inflight for case in cases))
    ratios: list[Ratio] = []
    for case in cases:
        results = await compare(case, subjects, options.rounds)
        show(case, results)
        for channel in options.channels.split(","):
            ratios += ratios_of(case, channel, results)
    for subject in subjects:
        await subject.stop()
    headline = next((ratio.value for ratio in ratios if ratio.name == "telegram 32/0: rate x PTB"), None)
    report(ratios, options, {"telegram_vs_ptb_echo": headline})


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
