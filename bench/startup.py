"""
How long the program takes to be there, and what it weighs: whole processes against bare ones.

`hocso --help` against `python -c pass`; the port open against importing the same libraries, which nobody can do
without; the resident memory of an idle server against the same imports.
"""

import asyncio
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, arguments, report

_LIBRARIES = "import " + ", ".join(
    (
        *("aiosqlite", "argon2", "asyncio", "itsdangerous", "jinja2", "limits.aio.strategies", "pydantic"),
        *("pydantic_settings", "python_calamine", "rapidfuzz.fuzz", "segno", "sqlalchemy.ext.asyncio", "structlog"),
        *("starlette.applications", "starlette.middleware.gzip", "starlette.routing", "uvicorn", "xlsxwriter", "yaml"),
        *("uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.on"),
    )
)
_PAUSE = 0.005
_PATIENCE = 60.0


def time_of(command: Sequence[str]) -> float:
    """Return how long a process takes from start to end, in seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve_once(data_dir: Path) -> tuple[float, float]:
    """Start the server; return the seconds until its port is open, and its resident memory in MiB a moment later."""
    port = free_port()
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot", "--data-dir", str(data_dir), "run", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not _is_open(port):
            if time.perf_counter() - begun > _PATIENCE:
                raise SystemExit("the server did not open its port")
            time.sleep(_PAUSE)
        seconds = time.perf_counter() - begun
        time.sleep(1)
        return seconds, resident(server.pid)
    finally:
        server.terminate()
        server.wait()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def resident(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def weight_of_libraries() -> float:
    """Return the resident memory of a process that has only imported the libraries, in MiB."""
    code = f"{_LIBRARIES}\nimport sys; print('there', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if process.stdout is None or process.stdin is None:
        raise SystemExit("the process has no pipes")
    process.stdout.readline()
    weight = resident(process.pid)
    process.communicate()
    return weight


def median(rounds: int, measure: Callable[[], float]) -> float:
    """Return the median of some measurements after one to warm up."""
    measure()
    return statistics.median(measure() for _ in range(rounds))


async def main() -> None:
    options = arguments(__doc__).parse_args()
    bare = median(options.rounds, lambda: time_of(["-c", "pass"]))
    helped = median(options.rounds, lambda: time_of(["-m", "bot", "--help"]))
    imported = median(options.rounds, lambda: time_of(["-c", _LIBRARIES]))
    with tempfile.TemporaryDirectory() as folder:
        serve_once(Path(folder))
        served = [serve_once(Path(folder)) for _ in range(options.rounds)]
    opened, weight = (statistics.median(column) for column in zip(*served, strict=True))
    libraries = median(options.rounds, weight_of_libraries)
    print(f"  python -c pass {bare:.3f} s, hocso --help {helped:.3f} s")
    print(f"  imports {imported:.3f} s {libraries:.0f} MiB, port open {opened:.3f} s {weight:.0f} MiB")
    ratios = [
        Ratio("startup: --help x python -c pass", helped / bare, at_most=4),
        Ratio("startup: port open x importing the libraries", opened / imported, at_most=1.3),
        Ratio("startup: idle memory x importing the libraries", weight / libraries, at_most=1.3),
    ]
    report(ratios, options)


if __name__ == "__main__":
    asyncio.run(main())
