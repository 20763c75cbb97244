"""Values put into texts: {tong-dai-vneid} becomes the number that holds here."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from operator import is_
from typing import Any

from bot.text.phrasebook import PLACEHOLDER


def fill(value: Any, values: Mapping[str, str]) -> Any:
    """Return a value with every {id} in its texts filled; the very same object if there is none, at any depth."""
    kind = type(value)
    if kind is str:
        return _fill_text(value, values) if "{" in value else value
    if kind is tuple:
        filled = tuple([fill(item, values) for item in value])
        return value if all(map(is_, filled, value)) else filled
    if kind is dict:
        return {name: fill(item, values) for name, item in value.items()}
    names = _FIELDS[kind]
    return _fill_fields(value, names, values) if names else value


def _fill_text(text: str, values: Mapping[str, str]) -> str:
    def filled(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    after = PLACEHOLDER.sub(filled, text)
    return text if after == text else after


def _fill_fields(value: Any, names: tuple[str, ...], values: Mapping[str, str]) -> Any:
    changed = {}
    for name in names:
        before = getattr(value, name)
        after = fill(before, values)
        if after is not before:
            changed[name] = after
    return replace(value, **changed) if changed else value


class _FieldNames(dict[type, tuple[str, ...]]):
    """The fields of each dataclass, and none of anything else, looked up once."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        names = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
        return self.setdefault(kind, names)


_FIELDS = _FieldNames()
