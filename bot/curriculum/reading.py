"""
One YAML file → plain values that remember their lines.

YAML's core schema: `no`, `12:30` and `2026-11-20` are text, so that authors need no quotes. Anchors, tags and
repeated keys are refused, and so are files so large or so deeply nested that reading them is a risk.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.curriculum.problems import Finding, Path
from bot.curriculum.syntax import explain_syntax

Value: TypeAlias = "str | int | float | bool | tuple[Value, ...] | dict[str, Value] | None"

LARGEST_FILE = 1 << 20  # bytes
DEEPEST = 40  # levels of nesting

# Where an anchor or an alias can begin: not inside a word or an address, not as **bold**.
_MAY_BE_ANCHOR = re.compile(rb"&(?<![^\s\[{,:-].)[^\s&]")
_MAY_BE_ALIAS = re.compile(rb"\*(?<![^\s\[{,:-].)[^\s*]")
_WORTH_COUNTING = 2_000  # characters of the longest line plus brackets: below this nesting cannot be dangerous


class _Composer(CParser):
    """The C parser without PyYAML's resolver: tags are not needed, and looking for them is half of its time."""

    def resolve(self, kind: object, value: object, implicit: object) -> None:
        """Leave the tag empty; only a tag that the author wrote is then set."""

    def descend_resolver(self, parent: object, index: object) -> None:
        """Nothing to prepare."""

    def ascend_resolver(self) -> None:
        """Nothing to tidy up."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says, and what is wrong with how it is written."""

    value: Value = None
    root: Node | None = None
    refused: tuple[tuple[int, Finding], ...] = ()
    """Findings with their line: what could not be read has no path to be found by."""

    def line_of(self, path: Path) -> int:
        """Return the line of a place in the file; of the nearest thing around it, if it is missing."""
        return line_of(self.root, path)


def read(data: bytes) -> Reading:
    """Read one file; never raise, whatever the bytes are."""
    if len(data) > LARGEST_FILE:
        return _refusal(1, "tệp lớn quá 1 MB", "chia nội dung ra nhiều tệp nhỏ hơn")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refusal(line, "có chữ không phải mã UTF-8", "lưu lại tệp với mã UTF-8 (Save with encoding → UTF-8)")
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        data = composed.encode()
    try:
        refusals = () if _is_simple(data) else tuple(_too_clever(data))
        root = None if refusals else _Composer(data).get_single_node()
    except yaml.YAMLError as error:
        return _refusal(*explain_syntax(error, data.decode()))
    if refusals:
        return Reading(refused=refusals)
    if root is None:
        return _refusal(1, "tệp trống", "viết nội dung vào tệp, hoặc xoá tệp")
    found: list[tuple[int, Finding]] = []
    try:
        return Reading(_value(root, found), root, tuple(found))
    except RecursionError:
        return Reading(refused=((1, _TOO_DEEP),))


def line_of(root: Node | None, path: Path) -> int:
    """Return the line on which a place stands, counted from 1."""
    if root is None:
        return 1
    node, mark = root, root.start_mark
    for step in path:
        inner = _inside(node, step)
        if inner is None:
            break
        mark, node = inner
    return int(mark.line) + 1


def _inside(node: Node, step: str | int) -> tuple[yaml.Mark, Node] | None:
    if isinstance(step, int):
        if isinstance(node, SequenceNode) and step < len(node.value):
            item = node.value[step]
            return item.start_mark, item
        return None
    if isinstance(node, MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == step), None)
    return None


def _refusal(line: int, what: str, how: str) -> Reading:
    return Reading(refused=((line, Finding((), what, how)),))


def _value(node: Node, found: list[tuple[int, Finding]]) -> Value:
    """Return the plain value of a node; note what is refused on the way."""
    if node.tag is not None:
        found.append(_tagged(node))
    if isinstance(node, ScalarNode):
        text: str = node.value
        return text if node.style else _plain(text)
    if isinstance(node, SequenceNode):
        return tuple([_value(item, found) for item in node.value])
    values: dict[str, Value] = {}
    for key, value in node.value:
        name = key.value if type(key) is ScalarNode else None
        if name is None or name in values:
            found.append(_bad_key(key, name))
        else:
            values[name] = _value(value, found)
    return values


_WORDS: dict[str, Value] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}\.[0-9]{0,18})(?:[eE][-+]?[0-9]{1,2})?")
_NUMBER_STARTS = frozenset("0123456789+-.")


def _plain(text: str) -> Value:
    """Return an unquoted scalar as the core schema reads it; octal, hexadecimal and infinity stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _tagged(node: Node) -> tuple[int, Finding]:
    what = f"có dấu chấm than YAML `{node.tag}`, không dùng ở đây"
    return node.start_mark.line + 1, Finding((), what, "bỏ chữ bắt đầu bằng dấu ! ấy, hoặc đặt cả câu trong dấu nháy")


def _bad_key(key: Node, name: str | None) -> tuple[int, Finding]:
    line = key.start_mark.line + 1
    if name is None:
        how = 'viết tên mục bằng chữ thường; nếu câu bắt đầu bằng dấu { hay [ thì đặt cả câu trong dấu nháy "…"'
        return line, Finding((), "tên mục không phải là chữ", how)
    what = f"mục `{name}` viết hai lần trong cùng một chỗ"
    return line, Finding((), what, f"giữ một dòng `{name}:`, xoá dòng kia")


def _is_simple(data: bytes) -> bool:
    """
    Return True only if the text can have no anchor, no alias and no dangerous nesting.

    Nesting can go no deeper than the longest line has characters and the whole has brackets, which is well within
    what C recurses through safely.
    """
    longest = max(map(len, data.split(b"\n")))
    return (
        longest + data.count(b"[") + data.count(b"{") <= _WORTH_COUNTING
        and (data.count(b"*") == 2 * data.count(b"**") or not _MAY_BE_ALIAS.search(data))
        and not _MAY_BE_ANCHOR.search(data)
    )


_TOO_DEEP = Finding((), "các mục lồng vào nhau quá sâu", "bớt dấu ngoặc hoặc bớt thụt lề")


def _too_clever(data: bytes) -> Iterator[tuple[int, Finding]]:
    """
    Yield what a file may not use: anchors, aliases, endless nesting.

    This counts the parser's events, which is slow. It must come before composing, which follows aliases and nesting
    by recursion in C.
    """
    depth = 0
    for event in yaml.parse(data, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth == DEEPEST:
                yield line, _TOO_DEEP
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            yield line, _anchor(event)


def _anchor(event: yaml.NodeEvent) -> Finding:
    sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
    what = f"`{sign}{event.anchor}`: dấu {sign} ở đầu có nghĩa riêng trong YAML, không dùng ở đây"
    return Finding((), what, f'đặt cả câu trong dấu nháy: "{sign}{event.anchor} …"')
