"""What pydantic says about a value that does not fit, in words of someone who never programmed."""

import dataclasses
import difflib
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.curriculum.problems import Finding, Path


def explain(error: ValidationError, shape: Any) -> tuple[Finding, ...]:
    """Return one finding for each thing that does not fit; a misspelt key and the one it stands for are one thing."""
    errors = error.errors(include_url=False)
    missing = {_path(one) for one in errors if one["type"] == "missing"}
    unknown = [_path(one) for one in errors if one["type"] == "unexpected_keyword_argument"]
    renamed = dict(_pairs(unknown, missing))
    found = [_misspelt(path, meant) for path, meant in renamed.items()]
    found += [_unknown(path, shape) for path in unknown if path not in renamed]
    found += [_missing(path) for path in sorted(missing - set(renamed.values()), key=str)]
    others = (one for one in errors if one["type"] not in ("missing", "unexpected_keyword_argument"))
    return (*found, *map(_unfit, others))


def _path(error: ErrorDetails) -> Path:
    return tuple(error["loc"])


def _pairs(unknown: list[Path], missing: set[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield an unknown key with the missing one beside it that it resembles."""
    left = set(missing)
    for path in unknown:
        beside = [str(other[-1]) for other in left if other[:-1] == path[:-1]]
        for name in difflib.get_close_matches(str(path[-1]), beside, n=1, cutoff=0.5):
            meant = (*path[:-1], name)
            left.discard(meant)
            yield path, meant


def _misspelt(path: Path, meant: Path) -> Finding:
    what = f"ở đây cần mục `{meant[-1]}`, mà thấy `{path[-1]}`"
    return Finding(path, what, f"đổi `{path[-1]}:` thành `{meant[-1]}:`")


def _unknown(path: Path, shape: Any) -> Finding:
    known = fields_at(shape, path[:-1])
    near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    how = f"đổi thành `{near[0]}:`" if near else f"xoá mục này; ở đây chỉ có: {', '.join(known)}"
    return Finding(path, "không có mục nào tên như thế ở đây", how)


def _missing(path: Path) -> Finding:
    return Finding(path[:-1], f"thiếu mục `{path[-1]}`", f"thêm dòng `{path[-1]}: …`")


_EXPECTED = {
    "string": ("cần là chữ", 'viết một câu; nếu câu bắt đầu bằng dấu { hay [ thì đặt cả câu trong dấu nháy "…"'),
    "int": ("cần là một số nguyên", "viết số, không có dấu nháy, không có chữ"),
    "float": ("cần là một số", "viết số với dấu chấm, ví dụ 0.75"),
    "bool": ("cần là true hoặc false", "viết true hoặc false, không có dấu nháy"),
    "tuple": ("cần là một danh sách", "viết mỗi thứ một dòng, đầu dòng có dấu -"),
    "dict": ("cần là các dòng `tên: nội dung`", "viết mỗi dòng một `tên: nội dung`"),
    "dataclass": ("cần là các dòng `tên: nội dung`", "viết mỗi dòng một `tên: nội dung`, thụt vào bằng nhau"),
    "date": ("cần là một ngày", "viết năm-tháng-ngày, ví dụ 2026-11-20"),
}


def _unfit(error: ErrorDetails) -> Finding:
    path = _path(error)
    if error["input"] is None:
        return Finding(path, "còn để trống", "viết nội dung vào sau dấu hai chấm, hoặc xoá cả dòng")
    if error["type"] == "literal_error":
        allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        return Finding(path, f"không nhận giá trị “{error['input']}”", f"chọn một trong: {allowed}")
    if error["type"] == "string_type" and isinstance(error["input"], (int, float)):
        return Finding(path, "cần là chữ, mà thấy một số", f'đặt trong dấu nháy: "{error["input"]}"')
    what, how = _EXPECTED.get(error["type"].split("_")[0], ("giá trị không hợp lệ", "so với một tệp khác đã đúng"))
    return Finding(path, what, how)


def fields_at(shape: Any, path: Path) -> list[str]:
    """Return the keys that a shape knows at a place inside it."""
    for step in path:
        shape = _step(_plain(shape), step)
    shape = _plain(shape)
    return [field.name for field in dataclasses.fields(shape)] if dataclasses.is_dataclass(shape) else []


def _step(shape: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return (*get_args(shape), None)[0]
    return get_type_hints(shape).get(step) if dataclasses.is_dataclass(shape) else None


def _plain(shape: Any) -> Any:
    """Return the type behind `… | None`."""
    if get_origin(shape) in (Union, UnionType):
        return next(kind for kind in get_args(shape) if kind is not type(None))
    return shape
