"""What an author can fix: where it is, what it is, and how to mend it, in words of someone who never programmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Path = tuple[str | int, ...]
"""Where something stands inside a file: ("cards", 2, "text")."""

Severity = Literal["problem", "reminder"]
"""A reminder does not keep the content from being used."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found in one file, before anyone knows on which line."""

    at: Path
    what: str
    how: str
    severity: Severity = "problem"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an author can fix."""

    file: str
    """As the author knows it: content/an-toan/skill.yaml."""
    line: int
    what: str
    how: str
    severity: Severity = "problem"

    def __str__(self) -> str:
        """Return two lines for a terminal: what and where, then how to mend it."""
        mark = "nhắc: " if self.severity == "reminder" else ""
        return f"{self.file}:{self.line}: {mark}{self.what}\n    sửa: {self.how}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by file and line, each one once."""
    return tuple(sorted(set(problems)))


_PLACES = {
    "cards": "thẻ",
    "choices": "lựa chọn",
    "sources": "nguồn",
    "objectives": "mục tiêu",
    "variants": "câu hỏi",
    "drills": "tin",
    "lessons": "bài",
    "groups": "nhóm",
    "forms": "cách xưng hô",
    "consents": "đồng ý",
    "skills": "kỹ năng",
    "needs": "điều kiện",
    "completion": "cách tính",
    "levels": "mức",
    "steps": "bước",
    "synonyms": "từ đồng nghĩa",
    "signs": "dấu hiệu",
    "targets": "chỉ tiêu",
    "goals": "mức",
    "unit_kinds": "loại đơn vị",
    "campaigns": "chiến dịch",
    "recurring": "ngày hằng kỳ",
    "duties": "phân công",
    "items": "mục",
    "values": "giá trị",
    "entries": "câu hỏi",
    "decoys": "câu hỏi ngoài lề",
    "examples": "cách hỏi",
    "keywords": "từ khoá",
    "covers": "điều được dạy",
    "hosts": "địa chỉ",
    "odd_endings": "đuôi",
    "shorteners": "địa chỉ rút gọn",
    "marked_only": "chữ",
    "brands": "tên hãng",
    "spellings": "cách viết",
    "scams": "kiểu lừa",
}


def spoken(path: Path) -> str:
    """Return a place in a file as people say it: `thẻ 3 › lựa chọn 1 › say`; empty for the whole file."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            words[-1:] = [f"{_PLACES.get(word, word)} {step + 1}" for word in words[-1:]]
        else:
            words.append(step)
    return " › ".join(words)


def sentence(finding: Finding) -> str:
    """Return what is wrong, beginning with the place inside the file."""
    place = spoken(finding.at)
    return f"{place}: {finding.what}" if place else finding.what
