"""Described drawings: what `bot.drawing` cannot draw well, in words of someone who never programmed."""

from collections.abc import Iterator, Mapping

from bot.curriculum.filling import fill
from bot.curriculum.problems import Finding, Path
from bot.drawing.faults import (
    HOW_MANY,
    Fault,
    LooseArrow,
    NotDrawn,
    NotOneKind,
    PointsNowhere,
    UnknownIcon,
    WrongNumber,
    faults,
    texts,
)
from bot.drawing.letters import Tight
from bot.drawing.rows import KINDS
from bot.learning.course import Picture
from bot.text.phrasebook import ADDRESS_NAMES, PLACEHOLDER

_COUNTED = {
    "rows": "màn hình có {} dòng",
    "compare": "hình so sánh có {} bên",
    "panel": "bên này có {} dòng",
    "tiles": "hàng này có {} ô",
    "buttons": "hàng này có {} nút",
    "home": "thanh dưới có {} ô",
    "act": "hình có {} người, vật hay mũi tên",
    "speakers": "có {} người nói cùng lúc",
    "code": "mã có {} ô số",
}


def check_drawing(picture: Picture, at: Path, values: Mapping[str, str]) -> Iterator[Finding]:
    """Check a described picture, with the values in its words."""
    filled: Picture = fill(picture, values)
    for where, text in texts(filled):
        for name in PLACEHOLDER.findall(text):
            yield Finding((*at, *where), *_blank(name))
    for fault in faults(filled):
        what, how = _say(fault)
        yield Finding((*at, *fault.at), what, how)


def _blank(name: str) -> tuple[str, str]:
    if name in ADDRESS_NAMES:
        what = f"hình có {{{name}}}, mà hình thì giống nhau cho mọi người"
        return what, "viết thẳng chữ đúng như trên màn hình, hay tên một người"
    return f"không biết thay {{{name}}} bằng gì", "dùng một mã của content/values.yaml, hoặc viết thẳng chữ"


def _say(fault: Fault) -> tuple[str, str]:
    """Return what is wrong and how to mend it."""
    match fault:
        case Tight():
            return _tight(fault)
        case WrongNumber():
            return _wrong_number(fault)
        case PointsNowhere():
            return _points_nowhere(fault)
        case UnknownIcon():
            return _unknown_icon(fault)
        case NotOneKind():
            return _not_one_kind(fault)
        case NotDrawn():
            return _not_drawn(fault)
        case LooseArrow():
            return "mũi tên không nối hai hình nào", "đặt mũi tên ở giữa, trước và sau nó đều có một hình"


def _tight(fault: Tight) -> tuple[str, str]:
    how = "viết ngắn lại, chỉ giữ vài chữ chính"
    if fault.word:
        return f"chữ “{fault.word}” dài quá bề ngang của chỗ này", how
    return f"“{fault.words}” thành {fault.lines} dòng, chỗ này nhiều nhất {fault.most} dòng", how


def _wrong_number(fault: WrongNumber) -> tuple[str, str]:
    least, most = HOW_MANY[fault.what]
    needed = f"cần đúng {most}" if least == most else f"cần {least} đến {most}" if least else f"nhiều nhất {most}"
    how = "thêm cho đủ" if fault.count < least else "bỏ bớt, chỉ giữ phần đang nói tới"
    return f"{_COUNTED[fault.what].format(fault.count)} ({needed})", how


def _points_nowhere(fault: PointsNowhere) -> tuple[str, str]:
    if fault.at[-1] == "point_back":
        return "ngón tay chỉ vào mũi tên quay lại, mà màn hình không có", "thêm back: true, hoặc bỏ point_back"
    if not fault.things:
        return "ngón tay chỉ vào chỗ không có gì", f"bỏ {fault.at[-1]}"
    how = f"ghi số từ 1 đến {fault.things}, hoặc bỏ {fault.at[-1]}"
    return f"ngón tay chỉ vào thứ {fault.point}, mà ở đây chỉ có {fault.things}", how


def _unknown_icon(fault: UnknownIcon) -> tuple[str, str]:
    if not fault.name:
        return "chưa có hình nhỏ nào", "thêm icon: và tên một hình nhỏ, ví dụ icon: house"
    listed = "chọn một tên trong danh sách hình nhỏ của content/README.md"
    return f"không có hình nhỏ tên “{fault.name}”", f"đổi thành {fault.nearest}" if fault.nearest else listed


def _not_one_kind(fault: NotOneKind) -> tuple[str, str]:
    if not fault.kinds:
        return "dòng này chưa nói nó là gì", f"thêm một trong: {', '.join(KINDS)}"
    return f"một dòng mà vừa là {', vừa là '.join(fault.kinds)}", "tách ra, mỗi thứ một dòng"


def _not_drawn(fault: NotDrawn) -> tuple[str, str]:
    key = str(fault.at[-1])
    if fault.kind == "arrow":
        return f"mũi tên không có {key}", "viết chữ của mũi tên vào arrow, hoặc tách ra thành một hình riêng"
    shown = [kind for kind, one in KINDS.items() if key in one.extras]
    return f"dòng {fault.kind} không vẽ {key}", f"bỏ {key}; chỉ những dòng này có: {', '.join(shown)}"
