"""`hocso check`: every problem of the content at once, with file, line and how to mend it."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot import clock, shipped
from bot.channels.budget import Channels, overruns
from bot.channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from bot.channels.zalo_bot.capabilities import capabilities as zalo_bot
from bot.channels.zalo_oa.capabilities import capabilities as zalo_oa
from bot.commands.common import settings_of, spoken
from bot.curriculum.content import Content
from bot.curriculum.loading import Loaded, load
from bot.curriculum.problems import Problem, in_order, sentence
from bot.curriculum.reading import read
from bot.curriculum.report import coverage_report, json_report, text_report
from bot.dialogue.wording import REQUIRED
from bot.learning.course import Lesson
from bot.services.refusing import Refused

CHANNELS: Channels = {
    "trang web": None,
    "Telegram": TELEGRAM,
    "Zalo Bot": zalo_bot(has_public_address=True),
    "Zalo Bot không có hình": zalo_bot(has_public_address=False),
    "Zalo OA": zalo_oa(buttons=False),
    "Zalo OA có nút": zalo_oa(buttons=True),
}
"""Every channel in every form that it can have."""

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
    if loaded.content is not None:
        loaded = _with(loaded, list(too_long(loaded.content, content, quizzes, CHANNELS)))
    print(text_report(loaded))
    if chosen.coverage:
        print(coverage_report(loaded.content) if loaded.content is not None else _NO_TABLE)
    if chosen.json:
        print(json_report(loaded))
    return 1 if loaded.counts.problems else 0


def too_long(content: Content, content_root: Path, quizzes_root: Path, channels: Channels) -> Iterator[Problem]:
    """Yield a problem for every place in a lesson or quiz after which some channel would send too much at once."""
    for overrun in overruns(content, channels):
        root = content_root if isinstance(overrun.file, Lesson) else quizzes_root
        file = Path(overrun.skill.id, f"{overrun.file.id}.yaml")
        line = read((root / file).read_bytes()).line_of(overrun.finding.at)
        name = (root.name / file).as_posix()
        yield Problem(name, line, sentence(overrun.finding), overrun.finding.how)


def _with(loaded: Loaded, problems: list[Problem]) -> Loaded:
    """Return what was loaded with problems that only show when it is taught."""
    if not problems:
        return loaded
    counts = replace(loaded.counts, problems=loaded.counts.problems + len(problems))
    return Loaded(None, in_order((*loaded.problems, *problems)), counts)
