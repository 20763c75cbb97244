#!/usr/bin/env python3
"""
Start Học Số, or test it, on a machine that has nothing but Python.

    python3 start.py [--host …]     the web chat and the office pages
    python3 start.py check          any other command: chat, export, backup, staff …
    python3 start.py --help         all of them
    python3 start.py test [part…]   what CI runs: lint types imports deps content test
    python3 start.py test quick     only the tests that take seconds

The first run makes a private environment in `.venv` and fills it with exactly
the packages of the lock file, checked by their hashes; later runs only look
whether the lock has changed. Only the standard library is used here. Commands
run in the folder of this file, wherever they were typed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
UV_VENV = ROOT / ".venv-uv"
BIN = "Scripts" if sys.platform == "win32" else "bin"
EXE = ".exe" if sys.platform == "win32" else ""
PYTHON = VENV / BIN / f"python{EXE}"

RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-dev.lock"  # Holds everything of RUN_LOCK, and the tools.

OLDEST_PYTHON = (3, 11)
UV_REQUIREMENT = "uv>=0.9,<1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_TESTS_CHOSEN = 5  # pytest's exit code for that.
HELP = ("-h", "--help")  # Of all commands, not of the one that is the usual.


class CannotGoOn(Exception):
    """Something is missing on this machine; the message says what to do about it."""


def main(arguments: list[str]) -> int:
    """Do what was asked on the command line and return the exit code."""
    speak_utf8()
    os.chdir(ROOT)
    try:
        check_python()
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        prepare(RUN_LOCK)
    except CannotGoOn as problem:
        print(problem, file=sys.stderr)
        return 1
    starts_server = not arguments or (arguments[0].startswith("-") and arguments[0] not in HELP)
    return become_hocso(["run", *arguments] if starts_server else arguments)


def speak_utf8() -> None:
    """Let Vietnamese be printed on every terminal, into pipes, and by the programs started here."""
    os.environ.setdefault("PYTHONUTF8", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def check_python() -> None:
    """Refuse a Python that is too old, kindly."""
    if sys.version_info < OLDEST_PYTHON:
        raise CannotGoOn(
            "Máy này đang dùng Python {}.{}, mà Học Số cần Python {}.{} trở lên. "
            "Anh/chị cài bản Python mới hơn rồi chạy lại lệnh này nhé.".format(*sys.version_info[:2], *OLDEST_PYTHON)
        )


def become_hocso(arguments: list[str]) -> int:
    """Hand this process over to the program; where that cannot be done, wait for it to end."""
    command = [str(PYTHON), "-m", "bot", *arguments]
    sys.stdout.flush()
    if sys.platform != "win32":
        os.execv(command[0], command)  # Never returns.
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


# --- The environment ----------------------------------------------------------------


def prepare(lock: Path) -> None:
    """Make `.venv` hold what `lock` says; do nothing if it already does."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if PYTHON.exists() and stamp_of(lock).exists() and stamp_of(lock).read_text() == digest:
        return
    print("Đang chuẩn bị các thư viện cần thiết (chỉ lâu ở lần đầu)…", flush=True)
    uv = find_uv()
    if not PYTHON.exists():
        # `--clear`: what is left of an environment whose Python has gone is of no use.
        must_succeed([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)])
    must_succeed([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(lock)])
    write_stamps(lock, digest)


def stamp_of(lock: Path) -> Path:
    """Return the file that remembers which version of `lock` the environment satisfies."""
    return VENV / f".{lock.name}.sha256"


def write_stamps(lock: Path, digest: str) -> None:
    """
    Remember that the environment now satisfies `lock`.

    The test lock holds the run lock, so whoever has run the tests can start the
    program at once; a sync of the run lock takes the tools away again.
    """
    stamp_of(TEST_LOCK).unlink(missing_ok=True)
    stamp_of(lock).write_text(digest)
    if lock == TEST_LOCK:
        stamp_of(RUN_LOCK).write_text(hashlib.sha256(RUN_LOCK.read_bytes()).hexdigest())


def find_uv() -> str:
    """Return the `uv` of this machine, else a private one, installed on first need."""
    if found := shutil.which("uv"):
        return found
    private = UV_VENV / BIN / f"uv{EXE}"
    if not private.exists():
        install_private_uv()
    return str(private)


def install_private_uv() -> None:
    """Install `uv` into an environment of its own; the system's Python is left alone."""
    if importlib.util.find_spec("ensurepip") is None:
        raise CannotGoOn(
            "Máy này còn thiếu gói tạo môi trường Python. Anh/chị chạy lệnh dưới đây một lần, "
            "rồi chạy lại lệnh vừa rồi:\n\n    sudo apt install -y python3-venv\n"
        )
    must_succeed([sys.executable, "-m", "venv", "--clear", str(UV_VENV)])
    python = UV_VENV / BIN / f"python{EXE}"
    must_succeed([str(python), "-m", "pip", "install", "--quiet", UV_REQUIREMENT])


def must_succeed(command: list[str]) -> None:
    """Run a step of the preparation; its own words are on the screen if it fails."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    if subprocess.call(command, env=environment) != 0:
        raise CannotGoOn(
            "Chưa chuẩn bị được thư viện; lý do nằm ở các dòng phía trên. Thường là do mạng: "
            "anh/chị kiểm tra kết nối rồi chạy lại lệnh này nhé."
        )


# --- Tests --------------------------------------------------------------------------


def run_tests(chosen: list[str]) -> int:
    """Run the chosen parts, or all of them, to the end; return 1 if any failed."""
    known = {**PARTS, **ONLY_IF_CHOSEN}
    if unknown := [part for part in chosen if part not in known]:
        raise CannotGoOn(f"No such part: {' '.join(unknown)}. There are: {' '.join(known)}")
    prepare(TEST_LOCK)
    outcomes = {}
    for part in [part for part in known if part in (chosen or PARTS)]:
        print(f"\n=== {part}", flush=True)
        began = time.monotonic()
        outcomes[part] = known[part]()
        print(f"=== {part}: {time.monotonic() - began:.1f} s", flush=True)
    print()
    for part, is_good in outcomes.items():
        print(f"{part:8} {'ok' if is_good else 'FAILED'}")
    return 0 if all(outcomes.values()) else 1


def lint() -> bool:
    """Tell whether the code is free of findings and formatted."""
    findings = tool("ruff", "check", ".")
    layout = tool("ruff", "format", "--check", ".")
    return findings == layout == 0


def types() -> bool:
    """Tell whether every type fits."""
    return tool("mypy") == 0


def imports() -> bool:
    """Tell whether imports point the right way."""
    return tool("lint-imports") == 0


def deps() -> bool:
    """Tell whether the declared dependencies are the used ones."""
    return tool("deptry", ".") == 0


def content() -> bool:
    """Tell whether lessons and quizzes are free of mistakes."""
    return tool("python", "-m", "bot", "check") == 0


def test() -> bool:
    """Run the quick tests, then the slow ones, even if the quick ones failed."""
    is_good = quick()
    try:
        os.environ["CHROMIUM"] = find_chromium()
    except CannotGoOn as problem:
        print(problem, file=sys.stderr, flush=True)
        tool("pytest", "-m", "slow and not browser")
        return False
    slow = tool("pytest", "-m", "slow")
    return is_good and slow in {0, NO_TESTS_CHOSEN}


def quick() -> bool:
    """Run the tests that take seconds."""
    return tool("pytest", "-m", "not slow") == 0


PARTS = {
    "lint": lint,
    "types": types,
    "imports": imports,
    "deps": deps,
    "content": content,
    "test": test,
}
ONLY_IF_CHOSEN = {"quick": quick}  # The first half of `test`.


def tool(name: str, *arguments: str) -> int:
    """Run a program of the environment and return its exit code."""
    print("$", name, *arguments, flush=True)
    return subprocess.call([str(VENV / BIN / f"{name}{EXE}"), *arguments])


def find_chromium() -> str:
    """Return a Chromium for the browser tests; on Debian, root installs one if need be."""
    if given := os.environ.get("CHROMIUM"):
        return given
    if found := installed_chromium():
        return found
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and (apt := shutil.which("apt-get")):
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-noto-color-emoji"]
        subprocess.call([apt, "update", "-qq"], env=quietly)
        subprocess.call([apt, "install", "-y", "-qq", *packages], env=quietly)
        if found := installed_chromium():
            return found
    raise CannotGoOn(
        "Chưa có trình duyệt Chromium để thử các trang web. Anh/chị cài Chromium, hoặc đặt biến "
        "CHROMIUM là đường dẫn tới nó.\n"
        "The browser tests need Chromium: install it, or set CHROMIUM to its path."
    )


def installed_chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
