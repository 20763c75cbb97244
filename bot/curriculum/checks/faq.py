"""What people ask, in the words of many: enough different ways of asking, one short answer."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id
from bot.curriculum.checks.texts import MESSAGE, Text, check_placeholders, check_text, check_texts, shown
from bot.curriculum.problems import Finding, Path
from bot.learning.knowledge import Decoy, Entry
from bot.text.folding import fold, fold_each

FEWEST_EXAMPLES, MOST_EXAMPLES = 6, 20
FEWEST_DECOY_EXAMPLES = 4
FEWEST_KEYWORDS = 2
TITLE = 60  # characters
_ALIKE = 0.6
"""Share of the words of two examples that may be common to both."""
_LITTLE_WORDS = frozenset(
    (
        *("a", "ai", "anh", "ba", "bac", "bao", "bi", "cai", "chau", "chi", "cho", "chu", "co", "con", "cua"),
        *("da", "day", "di", "do", "duoc", "em", "gi", "giup", "ha", "hay", "hoi", "khong", "la", "lam"),
        *("ma", "minh", "moi", "mot", "muon", "nao", "nay", "nhe", "nhi", "nhu", "o", "oi", "ong", "roi"),
        *("sao", "thi", "the", "thoi", "to", "toi", "tu", "ve", "vay", "voi"),
    )
)


def check_entry(entry: Entry, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check one question with its answer."""
    yield from _question(entry, at, FEWEST_EXAMPLES, glossary)
    yield from _typing(entry.examples, (*at, "examples"))
    texts = [Text((*at, "answer"), entry.answer)]
    if entry.premise:
        texts.append(Text((*at, "premise"), entry.premise))
        length = len(shown(f"{entry.premise} {entry.answer}", glossary.values))
        if length > MESSAGE:
            what = f"`premise` và `answer` cùng dài {length} ký tự (nhiều nhất {MESSAGE})"
            yield Finding((*at, "answer"), what, "bỏ bớt chữ: một tin trả lời phải vừa một màn hình")
    yield from check_texts(texts, glossary)


def check_decoy(decoy: Decoy, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check one question that is none of ours."""
    yield from _question(decoy, at, FEWEST_DECOY_EXAMPLES, glossary)
    yield from check_texts([Text((*at, "answer"), decoy.answer)], glossary)


def _question(one: Entry | Decoy, at: Path, fewest: int, glossary: Glossary) -> Iterator[Finding]:
    yield from check_id(one.id, (*at, "id"))
    yield from check_text(Text((*at, "title"), one.title, TITLE), glossary)
    if not fewest <= len(one.examples) <= MOST_EXAMPLES:
        what = f"có {len(one.examples)} cách hỏi (cần {fewest} đến {MOST_EXAMPLES})"
        how = "viết thêm như nhiều người khác nhau hỏi: trang trọng, không dấu, nói miệng, tả điều thấy trên màn hình"
        yield Finding((*at, "examples"), what, "giữ những câu khác nhau nhất" if len(one.examples) > fewest else how)
    if len(set(fold_each(one.keywords))) < FEWEST_KEYWORDS:
        what = f"cần ít nhất {FEWEST_KEYWORDS} từ khoá khác nhau"
        yield Finding((*at, "keywords"), what, "thêm những chữ mà người hỏi câu này hay gõ")
    for name in ("examples", "keywords"):
        for place, text in enumerate(getattr(one, name)):
            if not fold(text):
                yield Finding((*at, name, place), "còn để trống", "viết vài chữ, hoặc xoá dòng này")
            yield from check_placeholders(text, (*at, name, place))
    yield from _alike(one, at)


def _typing(examples: Sequence[str], at: Path) -> Iterator[Finding]:
    """Check that the examples were typed by people with and without Vietnamese marks."""
    unmarked = sum(map(str.isascii, examples))
    if examples and not unmarked:
        how = "viết lại một câu như người gõ máy không dấu: quen mat khau vneid"
        yield Finding(at, "chưa có cách hỏi nào gõ không dấu", how)
    if examples and unmarked == len(examples):
        yield Finding(at, "chưa có cách hỏi nào gõ có dấu", "viết ít nhất một câu có dấu đầy đủ")


def _alike(one: Entry | Decoy, at: Path) -> Iterator[Finding]:
    """Check that two ways of asking, the title among them, are not the same words again."""
    asked = [((*at, "title"), one.title), *((((*at, "examples", n)), text) for n, text in enumerate(one.examples))]
    telling = [(place, text, frozenset(fold(text).split()) - _LITTLE_WORDS) for place, text in asked]
    for (_, before, known), (place, _, words) in combinations(telling, 2):
        common = len(known & words)
        if common and common > _ALIKE * len(known | words):
            what = f"gần như cùng chữ với “{before}”"
            how = "hỏi bằng chữ khác hẳn, như một người khác hỏi; bỏ dấu hay thêm “ạ” không phải là cách hỏi khác"
            yield Finding(place, what, how)
