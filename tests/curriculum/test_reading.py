"""One file: the core schema, lines that are exact, and nothing that authors may write makes it raise."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.examining import examine
from bot.curriculum.layout import SourceFile
from bot.curriculum.reading import LARGEST_FILE, read
from bot.curriculum.shapes import SHAPES


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("2026-11-20", "2026-11-20"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("9" * 30, "9" * 30),
        ("<<", "<<"),
        ("012345", 12345),
        ("-7", -7),
        ("0.75", 0.75),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("'8'", "8"),
        ('"true"', "true"),
        ("R & D", "R & D"),
        ("5 * 3", "5 * 3"),
        ("https://a.vn/?b=1&c=2", "https://a.vn/?b=1&c=2"),
        ("có **chữ đậm** đây", "có **chữ đậm** đây"),
    ],
)
def test_plain_values_follow_the_core_schema(written: str, meant: object) -> None:
    assert read(f"key: {written}".encode()).value == {"key": meant}


def test_marks_typed_apart_are_put_together() -> None:
    assert read("key: Tiê\u0301ng Viê\u0323t".encode()).value == {"key": "Tiếng Việt"}


def test_a_byte_order_mark_is_ignored() -> None:
    assert read(b"\xef\xbb\xbfkey: a").value == {"key": "a"}


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"#" * (LARGEST_FILE + 1), 1, "tệp lớn quá 1 MB"),
        ("một: hai\nba: b\xe0n".encode("latin-1", "replace"), 2, "có chữ không phải mã UTF-8"),
        (b"a: 1\nb: &x [1]\nc: *x\n", 2, "`&x`: dấu & ở đầu có nghĩa riêng trong YAML, không dùng ở đây"),
        (b"a: " + b"[" * 5_000 + b"]" * 5_000, 1, "các mục lồng vào nhau quá sâu"),
        (b"a: " + b"[" * 1_500 + b"]" * 1_500, 1, "các mục lồng vào nhau quá sâu"),
        (b"- " * 5_000 + b"a", 1, "các mục lồng vào nhau quá sâu"),
        (b"".join(b" " * n + b"a:\n" for n in range(1_000)), 1, "các mục lồng vào nhau quá sâu"),
    ],
    ids=["large", "encoding", "anchor", "brackets", "fewer brackets", "dashes", "indents"],
)
def test_dangerous_files_are_refused(data: bytes, line: int, what: str) -> None:
    refused = read(data).refused

    assert [(line, finding.what) for line, finding in refused][:1] == [(line, what)]


keys = st.text("abcdefgh", min_size=1, max_size=5)
texts = st.text("ăâđêôơư ẠẢấ0123 :#-{}[]&*!|>'\"%@`,?.")
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | texts,
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(keys, inner),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(keys, values))
def test_whatever_json_says_is_read_as_it_is(value: dict[str, Any]) -> None:
    assert read(json.dumps(value, ensure_ascii=False).encode()).value == value


@settings(deadline=None)
@given(st.lists(keys, unique=True), st.integers(0, 30))
def test_a_key_is_found_on_its_line(names: list[str], blank: int) -> None:
    lines = [""] * blank + [f"{name}:\n  - một\n  - hai" for name in names]
    reading = read("\n".join(lines).encode())

    found = {name: (reading.line_of((name,)), reading.line_of((name, 1))) for name in names}

    assert found == {name: (blank + 3 * place + 1, blank + 3 * place + 3) for place, name in enumerate(names)}


def test_what_is_missing_stands_where_it_would_be() -> None:
    reading = read(b"a: 1\ncards:\n  - id: x\n  - id: y\n")

    assert reading.line_of(("cards", 1, "text")) == 4
    assert reading.line_of(("cards", 7)) == 2


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SHAPES)), st.binary() | st.text().map(str.encode) | values.map(json.dumps).map(str.encode)
)
def test_no_file_makes_the_check_raise(kind: str, data: bytes) -> None:
    file = SourceFile("content/x.yaml", kind, "x.yaml", "", "x", (0, 0, 0))

    examined = examine(file, data, Glossary())

    assert all(problem.line >= 1 and problem.what and problem.how for problem in examined.problems)
    assert examined.value is not None or examined.problems
