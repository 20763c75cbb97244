"""`hocso check`: the problems as text for people, and as JSON for programs."""

import dataclasses
import json
from collections.abc import Iterator

from bot.curriculum.content import Content, Counts
from bot.curriculum.coverage import coverage
from bot.curriculum.loading import Loaded


def text_report(loaded: Loaded) -> str:
    """Return every problem with its way out, then one line that sums up."""
    return "\n".join(_lines(loaded))


def json_report(loaded: Loaded) -> str:
    """Return the counts as one line of JSON."""
    return json.dumps(dataclasses.asdict(loaded.counts))


def coverage_report(content: Content) -> str:
    """Return what the framework asks for, who teaches it and by which source, as a table for a terminal."""
    rows = [("XEM LẠI", "BÀI", "ĐIỀU ĐƯỢC DẠY", "NGUỒN")]
    for row in coverage(content.course, content.framework):
        if row.lesson is None or row.source is None:
            rows.append(("–", "chưa có bài", row.item.id, "–"))
        else:
            rows.append((f"{row.source.review_by:%d/%m/%Y}", row.lesson.id, row.item.id, row.source.title))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _lines(loaded: Loaded) -> Iterator[str]:
    yield from map(str, loaded.problems)
    yield f"{_there_is(loaded.counts)}."
    yield f"Còn {loaded.counts.problems} chỗ cần sửa." if loaded.counts.problems else "Không có lỗi nào."


def _there_is(counts: Counts) -> str:
    return ", ".join(
        (
            f"{counts.lessons} bài học ({counts.cards} thẻ, {counts.drawings} hình)",
            f"{counts.objectives} mục tiêu kiểm tra ({counts.questions} câu hỏi)",
            f"{counts.measured} mục đo trước – sau",
            f"{counts.faq} câu hỏi đáp",
            f"{counts.decoys} câu ngoài lề",
            f"{counts.drills} tin luyện ({counts.genuine} tin thật)",
            f"{counts.values} giá trị",
            f"{counts.plans} kế hoạch",
        )
    )
