"""What the village loudspeaker reads out in a minute: to everybody at once, and nothing that only eyes can read."""

import re
from collections.abc import Iterator

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.texts import Text, check_text, shown
from bot.curriculum.problems import Finding, Path
from bot.text.phrasebook import ADDRESS_NAMES, PLACEHOLDER

FEWEST, MOST = 110, 170  # syllables
_LONGEST = 2_000  # characters; what counts is how long it takes to say
_SPOKEN = re.compile(r"\d|[^\W\d_]+")
"""A syllable, or a digit: numbers are read out digit by digit."""
_UNSPEAKABLE = re.compile(r"https?:|www\.|[\w.-]+\.(?:vn|com|net|org)\b|[@%/\\#&+=<>_*~^|$€`\[\]]")


def check_loudspeaker(text: str, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check the loudspeaker text of a lesson."""
    if not text.strip():
        how = f"viết {FEWEST} đến {MOST} tiếng cho loa của thôn đọc trong một phút: “Bà con ơi, …”"
        yield Finding(at[:-1], "chưa có lời cho loa (`loudspeaker`)", how)
        return
    count = len(_SPOKEN.findall(shown(text, glossary.values)))
    if not FEWEST <= count <= MOST:
        what = f"lời cho loa dài {count} tiếng (cần {FEWEST} đến {MOST})"
        yield Finding(at, what, "bỏ bớt ý, một ý một việc là đủ" if count > MOST else "thêm một ví dụ hay một lời dặn")
    if not ADDRESS_NAMES.isdisjoint(PLACEHOLDER.findall(text)):
        how = "bỏ {bác}, {cháu}, {ạ}: loa nói với mọi người, viết “bà con”"
        yield Finding(at, "loa không biết đang nói với ai", how)
    found = _UNSPEAKABLE.search(text)
    if found:
        how = "viết thành lời: 20 tháng 11, năm phần trăm; địa chỉ trang mạng thì để ở thẻ của bài"
        yield Finding(at, f"“{found[0]}” không đọc to lên được", how)
    yield from check_text(Text(at, text, _LONGEST), glossary)
