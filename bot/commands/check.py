"""`hocso check`: every problem of the content at once, with file, line and how to mend it."""

from argparse import Namespace

from bot import clock, shipped
from bot.commands.common import settings_of, spoken
from bot.curriculum.loading import load
from bot.curriculum.report import coverage_report, json_report, text_report
from bot.dialogue.wording import REQUIRED
from bot.services.refusing import Refused

_NO_TABLE = "Sửa hết lỗi rồi mới lập được bảng nội dung."


def run(chosen: Namespace) -> int:
    """Print the problems and the counts; 1 if there are problems."""
    return spoken(lambda: _check(chosen))


def _check(chosen: Namespace) -> int:
    settings = settings_of(chosen)
    content = chosen.content or settings.content_dir or shipped.content_root()
    quizzes = chosen.quizzes or settings.quizzes_dir or shipped.quizzes_root()
    for folder in (content, quizzes):
        if not folder.is_dir():
            raise Refused(f"Không có thư mục {folder}.")
    loaded = load(content, quizzes, required_phrases=REQUIRED, today=clock.today())
    print(text_report(loaded))
    if chosen.coverage:
        print(coverage_report(loaded.content) if loaded.content is not None else _NO_TABLE)
    if chosen.json:
        print(json_report(loaded))
    return 1 if loaded.counts.problems else 0
