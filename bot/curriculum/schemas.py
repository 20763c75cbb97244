"""
JSON Schemas of the authors' files, so that an editor completes keys and marks slips while they type.

`python -m bot.curriculum.schemas` writes them to docs/schemas/; a test fails when the written ones are out of date.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bot.curriculum.shapes import SHAPES, adapter

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WRITTEN_SHORTER = {"phrases": dict[str, str | tuple[str, ...]]}
"""Kinds whose files may say less than their shape holds: a phrase with a single wording needs no list."""


def schema(kind: str) -> str:
    """Return the JSON Schema of one kind of file, as text."""
    shape: Any = _WRITTEN_SHORTER.get(kind, SHAPES[kind])
    return json.dumps({"$schema": _DIALECT} | adapter(shape).json_schema(), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write all of them, each as <kind>.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in SHAPES:
        (folder / f"{kind}.json").write_text(schema(kind), "utf-8")


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:2]))
