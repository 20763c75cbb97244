"""Names of files: ASCII, so that no program on the way stumbles, and telling what is inside."""

from bot.learning.tally import Question
from bot.reports.table import Report
from bot.reports.words import DIMENSION_NAMES
from bot.text.folding import fold

_BY = {"unit": "don-vi", "skill": "ky-nang", "group": "nhom", "month": "thang"}


def report_name(question: Question, report: Report, version: int | None = None) -> str:
    """Return the name of a report's file without its ending: `hoc-so_xa-mau_2026-01-den-2026-03_q_don-vi`."""
    parts = [
        "hoc-so",
        slug(dict(report.about).get(DIMENSION_NAMES["unit"], "")),
        _period(question.first_month, question.last_month),
        question.level.lower(),
        *([slug(question.group)] if question.group else []),
        *([slug(question.skill_id)] if question.skill_id else []),
        "-".join(_BY[dimension] for dimension in question.by) or "tong",
        *([f"chot-lan-{version}"] if version else []),
    ]
    return "_".join(part for part in parts if part)


def slug(text: str) -> str:
    """Return a text in small ASCII letters and digits, joined by dashes."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in fold(text)).split()
    return "-".join(words)[:60].strip("-")


def _period(first: int | None, last: int | None) -> str:
    if first is None:
        return f"den-{_month(last)}" if last else "den-nay"
    if first == last:
        return _month(first)
    return f"{_month(first)}-den-{_month(last)}" if last else f"tu-{_month(first)}"


def _month(month: int) -> str:
    return f"{month // 100}-{month % 100:02}"
