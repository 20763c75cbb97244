"""
How long a long list takes on its way into a file, and how much memory.

XLSX against openpyxl's write-only mode, CSV against the csv module, over the same rows made by the same generator.
Every measurement is a process of its own, so that peaks are honest; what it imports is imported before the clock runs.
"""

import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, arguments, report
from bot.reports.table import Cell, Column

BARS = {"xlsx": 0.25, "csv": 1.7, "mib": 60.0}

COLUMNS = (
    Column("STT", "count"),
    Column("Đơn vị", "text"),
    Column("Kỹ năng", "text"),
    Column("Nhóm", "text"),
    Column("Tháng", "text"),
    Column("Số người đạt", "count"),
    Column("Tỉ lệ %", "percent"),
    Column("Nguồn của tổng số", "text"),
)
_TITLES = [column.title for column in COLUMNS]


def rows(count: int) -> Iterator[tuple[Cell, ...]]:
    """Yield rows like those of a province's report; now and then a text that looks like a formula."""
    for number in range(count):
        unit = f"Thôn {number % 977}" if number % 97 else "=1+1"
        yield (
            number + 1, unit, "Dịch vụ công trực tuyến", "Người dân", "11/2026", number % 501, 38.4, "Công an xã",
        )  # fmt: skip


def xlsx_ours(path: Path, count: int) -> Callable[[], None]:
    from bot.reports.lists import write_list

    return lambda: write_list(COLUMNS, rows(count), path)


def xlsx_theirs(path: Path, count: int) -> Callable[[], None]:
    from openpyxl import Workbook

    def write() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(_TITLES)
        for row in rows(count):
            sheet.append(row)
        book.save(path)

    return write


def csv_ours(path: Path, count: int) -> Callable[[], None]:
    from bot.reports.csv import ENCODING, write_csv

    def write() -> None:
        with path.open("w", encoding=ENCODING, newline="") as file:
            write_csv(COLUMNS, rows(count), file)

    return write


def csv_theirs(path: Path, count: int) -> Callable[[], None]:
    def write() -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_TITLES)
            writer.writerows(rows(count))

    return write


SIDES: Mapping[str, Callable[[Path, int], Callable[[], None]]] = {
    "xlsx_ours": xlsx_ours,
    "xlsx_theirs": xlsx_theirs,
    "csv_ours": csv_ours,
    "csv_theirs": csv_theirs,
}


def peak_mib() -> float:
    """Return the most memory this process ever held; getrusage may tell that of the parent."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_here(side: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write = SIDES[side](Path(folder, "list"), count)
        clock = time.perf_counter()
        write()
        print(json.dumps({"seconds": time.perf_counter() - clock, "mib": peak_mib()}))


def measure(side: str, count: int) -> dict[str, float]:
    """Measure one side once, in a process of its own."""
    command = [sys.executable, __file__, "--side", side, "--rows", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--side", choices=SIDES, help="measure one side here, once: used by the script itself")
    options = parser.parse_args()
    if options.side:
        measure_here(options.side, options.rows)
        return
    found: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for number in range(options.rounds):
        for side in list(SIDES) if number % 2 == 0 else list(SIDES)[::-1]:
            found[side].append(measure(side, options.rows))
    for side, rounds in found.items():
        seconds, mib = (statistics.median(one[what] for one in rounds) for what in ("seconds", "mib"))
        print(f"  {side:<54}{seconds:8.2f} s{mib:8.1f} MiB")
    report(
        [
            Ratio("XLSX: time beside openpyxl write_only", _ratio(found, "xlsx"), at_most=BARS["xlsx"]),
            Ratio("CSV: time beside the csv module", _ratio(found, "csv"), at_most=BARS["csv"]),
            Ratio("XLSX: peak memory in MiB", _peak(found, "xlsx_ours"), at_most=BARS["mib"]),
            Ratio("CSV: peak memory in MiB", _peak(found, "csv_ours"), at_most=BARS["mib"]),
        ],
        options,
    )


def _ratio(found: Mapping[str, list[dict[str, float]]], kind: str) -> float:
    pairs = zip(found[f"{kind}_ours"], found[f"{kind}_theirs"], strict=True)
    return statistics.median(ours["seconds"] / theirs["seconds"] for ours, theirs in pairs)


def _peak(found: Mapping[str, list[dict[str, float]]], side: str) -> float:
    return max(one["mib"] for one in found[side])


if __name__ == "__main__":
    main()
