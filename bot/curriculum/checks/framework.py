"""What the movement asks to be taught: each item named once, with the document that asks for it."""

from collections.abc import Iterable, Iterator, Set

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_unique
from bot.curriculum.checks.references import known_or_nearest
from bot.curriculum.files import FrameworkFile
from bot.curriculum.problems import Finding, Path


def check_framework(file: FrameworkFile, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/framework.yaml."""
    ids = [(("items", place, "id"), item.id) for place, item in enumerate(file.items)]
    yield from check_unique(ids, "ở một mục khác")
    for place, item in enumerate(file.items):
        at: Path = ("items", place)
        yield from check_id(item.id, (*at, "id"))
        for name, text in (("title", item.title), ("source", item.source)):
            if not text.strip():
                yield Finding((*at, name), "còn để trống", "viết nội dung vào sau dấu hai chấm")


def check_framework_skills(file: FrameworkFile, skills: Iterable[str]) -> Iterator[Finding]:
    """Check that every item belongs to a skill that there is."""
    for place, item in enumerate(file.items):
        yield from known_or_nearest("kỹ năng", item.skill, skills, ("items", place, "skill"))


def check_all_covered(file: FrameworkFile, covered: Set[str]) -> Iterator[Finding]:
    """Check that every item is taught somewhere."""
    for place, item in enumerate(file.items):
        if item.id not in covered:
            what = f"chưa có bài nào dạy “{item.title}”"
            yield Finding(("items", place), what, f"thêm `{item.id}` vào `covers` của bài dạy điều này")
