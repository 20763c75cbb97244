"""Ids: short, plain, and each one given once."""

import re
from collections.abc import Iterable, Iterator

from bot.curriculum.problems import Finding, Path

LONGEST = 40
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def check_id(name: str, at: Path) -> Iterator[Finding]:
    """Check the form of one id."""
    if not _ID.fullmatch(name):
        what = f"mã “{name}” viết chưa đúng kiểu"
        yield Finding(at, what, "chỉ dùng chữ thường không dấu, số và dấu -, ví dụ tin-nhan-la")
    elif len(name) > LONGEST:
        yield Finding(at, f"mã “{name}” dài {len(name)} ký tự (nhiều nhất {LONGEST})", "đặt mã ngắn hơn")


def check_unique(ids: Iterable[tuple[Path, str]], where: str) -> Iterator[Finding]:
    """Check that no id is given twice; the second one is reported."""
    seen: set[str] = set()
    for at, name in ids:
        if name in seen:
            yield Finding(at, f"mã “{name}” đã dùng {where}", "đặt một mã khác")
        seen.add(name)


def check_once(several: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    """Check that nothing stands twice in a list; the second one is reported."""
    seen: set[str] = set()
    for at, one in several:
        if one in seen:
            yield Finding(at, f"“{one}” viết hai lần", "xoá một dòng")
        seen.add(one)


def check_matches_file(name: str, expected: str) -> Iterator[Finding]:
    """Check that a file is called what it holds."""
    if name != expected:
        what = f"mã “{name}” khác tên “{expected}” của tệp hoặc thư mục"
        yield Finding(("id",), what, f"viết `id: {expected}`, hoặc đổi tên tệp")
