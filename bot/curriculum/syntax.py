"""What PyYAML says about a file it cannot read, in words of someone who never programmed."""

import re

import yaml

_QUOTE = 'đặt cả câu trong dấu nháy "…", hoặc viết câu ở dòng dưới sau dấu >-'

_EXPLAINED: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        'có dấu ": " (hai chấm rồi cách) trong câu chưa đặt trong dấu nháy, hoặc dòng này thụt vào sai',
        "để các tên mục thẳng hàng nhau; " + _QUOTE,
    ),
    ("cannot start any token", "có dấu Tab hoặc dấu đặc biệt (@, `, %) ở đầu", "thay Tab bằng dấu cách; " + _QUOTE),
    ("did not find expected alphabetic", "câu bắt đầu bằng dấu * hoặc &", _QUOTE),
    ("could not find expected ':'", "có một dòng thiếu dấu hai chấm, hoặc thụt lề sai", "viết `tên: nội dung`"),
    ("expected '-' indicator", "thụt lề trong danh sách không đều", "để các dấu - thẳng hàng nhau"),
    (
        "expected key",
        "thụt lề không đều, hoặc dấu nháy mở rồi chưa đóng",
        "để các tên mục thẳng hàng nhau, đóng dấu nháy",
    ),
    ("expected ',' or", "dấu { hay [ mở ra chưa đóng, hoặc thiếu dấu phẩy", "đóng bằng } hay ]; " + _QUOTE),
    ("unexpected end of stream", "dấu nháy mở rồi chưa đóng", 'thêm dấu nháy " ở cuối câu'),
    ("another document", "tệp có dòng --- chia làm hai phần", "bỏ dòng ---, hoặc chia ra hai tệp"),
    ("unknown escape character", "có dấu \\ trong câu đặt trong dấu nháy kép", "bỏ dấu \\ đi"),
    ("tag", "câu bắt đầu bằng dấu !", _QUOTE),
    ("undefined alias", "câu bắt đầu bằng dấu *", _QUOTE),
    ("duplicate anchor", "câu bắt đầu bằng dấu &", _QUOTE),
    ("special characters are not allowed", "có ký tự không nhìn thấy được", "xoá dòng này rồi gõ lại bằng tay"),
    ("control characters are not allowed", "có ký tự không nhìn thấy được", "xoá dòng này rồi gõ lại bằng tay"),
)

_OTHERWISE = ("máy không đọc được chỗ này", "so với một tệp khác đã đúng: thụt lề, dấu hai chấm, dấu nháy")


# What authors do most often: a sentence that begins with a placeholder, which YAML takes for a mapping.
_BRACE_FIRST = re.compile(r"\s*(?:- +)*(?:[\w-]+: +)?\{[^{}]*\} *[^\s,}\]]")


def explain_syntax(error: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    """Return the line of what is wrong in a text, what it is, and how to mend it."""
    said = str(error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else _line_in(said)
    problem = getattr(error, "problem", None) or said
    for near in (line, line - 1):
        if _BRACE_FIRST.match("".join(text.splitlines()[near - 1 : near])):
            return near, "câu bắt đầu bằng dấu { mà chưa đặt trong dấu nháy", _QUOTE
    for words, what, how in _EXPLAINED:
        if words in problem:
            return line, what, how
    return line, *_OTHERWISE


def _line_in(said: str) -> int:
    found = re.search(r"line (\d+)", said)
    return int(found[1]) if found else 1
