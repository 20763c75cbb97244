"""The schemas for editors say what the program reads."""

import json

import pytest

from bot.curriculum.schemas import FOLDER, schema
from bot.curriculum.shapes import SHAPES


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_the_written_schema_is_current(kind: str) -> None:
    written = (FOLDER / f"{kind}.json").read_text("utf-8")

    assert written == schema(kind), "run python -m bot.curriculum.schemas"


def test_no_other_schema_lies_there() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SHAPES)


def test_editors_can_explain_a_key() -> None:
    card = json.loads(schema("lesson"))["$defs"]["Card"]

    assert card["additionalProperties"] is False
    assert "300 characters" in card["properties"]["text"]["description"]
