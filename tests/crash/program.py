"""The program as a process of its own, beside an event loop that has other things to do."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bot.settings import PREFIX

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds for a start or an end on a busy machine."""
_SERVED_AT = re.compile(r"Trang chat của người dân: http://127\.0\.0\.1:(\d+)/")
_READY = "Ctrl-C"


class Program:
    """`hocso run`, from its start to its end. Its words are kept."""

    def __init__(self, data: Path, settings: Mapping[str, str]) -> None:
        self._data = data
        self._settings = settings
        self.said: list[str] = []
        self.port = 0

    async def start(self) -> None:
        """Begin to start."""
        self._began = time.monotonic()
        self._ready = asyncio.Event()
        self._process = await run_hocso("run", "--data-dir", self._data, "--port", "0", **self._settings)
        self._reader = asyncio.create_task(self._read())

    @property
    def id(self) -> int:
        return self._process.pid

    async def ready(self) -> float:
        """Wait until it serves; return how many seconds that took from the start."""
        async with asyncio.timeout(PATIENCE):
            await self._ready.wait()
        assert self.port, "it ended before it served:\n" + "\n".join(self.said)
        return self._ready_at - self._began

    async def kill(self) -> None:
        """End it as a power switch would."""
        if self._process.returncode is None:
            self._process.kill()
        await self._ended()

    async def stop(self) -> tuple[int, float]:
        """Ask it to end; return its status, and how many seconds that took."""
        asked = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        status = await self._ended()
        return status, time.monotonic() - asked

    @property
    def stumbles(self) -> list[str]:
        """What it said that a program should never have to say."""
        return [line for line in self.said if "Traceback" in line or "stumbled" in line or "fell_over" in line]

    async def _ended(self) -> int:
        async with asyncio.timeout(PATIENCE):
            status = await self._process.wait()
            await self._reader
        return status

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.said.append(line.decode().rstrip())
            if found := _SERVED_AT.search(self.said[-1]):
                self.port = int(found[1])
            if _READY in self.said[-1]:
                self._ready_at = time.monotonic()
                self._ready.set()
        self._ready.set()


async def run_hocso(*arguments: str | Path, **settings: str) -> asyncio.subprocess.Process:
    """Start a command of the program, with nothing set but these settings."""
    ours = {f"{PREFIX}{name.upper()}": value for name, value in settings.items()}
    others = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *map(str, arguments),
        cwd=ROOT,
        env={**others, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **ours},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=2**20,
    )


async def outcome_of(*arguments: str | Path, **settings: str) -> tuple[int, str]:
    """Run a command of the program to its end; return its status and its words."""
    process = await run_hocso(*arguments, **settings)
    async with asyncio.timeout(PATIENCE):
        said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()
