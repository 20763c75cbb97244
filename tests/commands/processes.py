"""The program as a process of its own, watched from outside."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
PAUSE = threading.Event()
"""Never set: waiting for it is the pause between two looks."""


class Process:
    """A command that runs; its words are read as they come."""

    def __init__(self, *arguments: str | Path, **settings: str | Path) -> None:
        variables = {f"HOCSO_{name.upper()}": str(value) for name, value in settings.items()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def id(self) -> int:
        """The number that the system gave it."""
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said += line

    def until_said(self, pattern: str) -> re.Match[str]:
        """Wait until the process has said something; return what was found."""
        eventually(lambda: re.search(pattern, self.said) or self._process.poll() is not None, lambda: self.said)
        self._reader.join(PATIENCE if self._process.poll() is not None else 0)
        found = re.search(pattern, self.said)
        assert found is not None, self.said
        return found

    def url(self) -> str:
        """Return the address of the chat, once it is served."""
        return self.until_said(r"Trang chat của người dân: (http://\S+:\d+)/\n[\s\S]*Ctrl-C")[1]

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def status(self) -> int:
        """Wait for the end; return the exit status."""
        status = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()


def eventually(is_so: Callable[[], object], otherwise: Callable[[], object] = lambda: "") -> None:
    """Look again and again until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"still not so: {otherwise()}"
        PAUSE.wait(0.05)


def get(url: str) -> tuple[int, str]:
    """Return the status and the text of a page."""
    answer = httpx2.get(url, timeout=PATIENCE, follow_redirects=True)
    return answer.status_code, answer.text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
