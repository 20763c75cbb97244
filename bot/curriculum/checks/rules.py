"""The rules of counting: figures that make sense, versions that can be told apart."""

from collections.abc import Iterator

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id
from bot.curriculum.problems import Finding, Path
from bot.learning.rules import CompletionRule, QuizRule, Rules

_OLDEST_CHILD = 18


def check_rules(rules: Rules, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/rules.yaml."""
    yield from _quiz(rules.quiz)
    if not 0 <= rules.guardian_under <= _OLDEST_CHILD:
        what = f"cần từ 0 đến {_OLDEST_CHILD} tuổi"
        yield Finding(("guardian_under",), what, "ghi số tuổi, ví dụ 16")
    if not rules.completion:
        yield Finding(("completion",), "chưa có cách tính nào", "thêm ít nhất một: {id, version, levels}")
    versions: set[int] = set()
    for place, rule in enumerate(rules.completion):
        at: Path = ("completion", place)
        if rule.version < 1 or rule.version in versions:
            what = f"số bản {rule.version} không dùng được (cần từ 1 trở lên, mỗi bản một số)"
            yield Finding((*at, "version"), what, "ghi số lớn hơn mọi bản trước; không sửa bản đã dùng")
        versions.add(rule.version)
        yield from _completion(rule, at)


def _quiz(rule: QuizRule) -> Iterator[Finding]:
    if not 0 < rule.pass_share <= 1:
        yield Finding(("quiz", "pass_share"), "cần lớn hơn 0, nhiều nhất là 1", "ghi phần đúng cần có, ví dụ 0.75")
    if rule.ask is not None and rule.ask < 1:
        yield Finding(("quiz", "ask"), "cần ít nhất 1", "ghi số câu mỗi lần hỏi, hoặc bỏ dòng này để hỏi hết")


def _completion(rule: CompletionRule, at: Path) -> Iterator[Finding]:
    yield from check_id(rule.id, (*at, "id"))
    if not rule.levels:
        yield Finding((*at, "levels"), "chưa có mức nào", "thêm ít nhất một: {level, needs}")
    seen: set[str] = set()
    for place, level in enumerate(rule.levels):
        here = (*at, "levels", place)
        if level.level in seen:
            yield Finding((*here, "level"), f"mức {level.level} viết hai lần", "gộp lại làm một")
        seen.add(level.level)
        if not level.needs:
            what = "mức này chưa cần gì, ai cũng đạt"
            yield Finding((*here, "needs"), what, "thêm ít nhất một điều kiện: {kind, level}")
        for number, need in enumerate(level.needs):
            if need.at_least < 1:
                yield Finding((*here, "needs", number, "at_least"), "cần ít nhất 1", "ghi 1 hoặc bỏ dòng này")
