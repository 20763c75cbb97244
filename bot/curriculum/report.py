"""`hocso check`: the problems as text for people, and as JSON for programs."""

import dataclasses
import json
from collections.abc import Iterator

from bot.curriculum.loading import Loaded


def text_report(loaded: Loaded) -> str:
    """Return every problem with its way out, then one line that sums up."""
    return "\n".join(_lines(loaded))


def json_report(loaded: Loaded) -> str:
    """Return the counts as one line of JSON."""
    return json.dumps(dataclasses.asdict(loaded.counts))


def _lines(loaded: Loaded) -> Iterator[str]:
    yield from map(str, loaded.problems)
    counts = loaded.counts
    there_is = f"{counts.lessons} bài học, {counts.objectives} mục tiêu kiểm tra, {counts.drills} tin luyện"
    if counts.problems:
        yield f"{there_is}. Còn {counts.problems} chỗ cần sửa."
    else:
        yield f"{there_is}. Không có lỗi nào."
