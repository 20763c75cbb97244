"""The authors' guide names everything that authors may write, and its examples are read as it says."""

import re
from dataclasses import fields
from typing import Any

import pytest
import yaml

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.examining import examine
from bot.curriculum.layout import MANY, ONE_EACH, SINGLE, SourceFile
from bot.curriculum.shapes import SHAPES
from bot.drawing.icons import ICONS
from bot.drawing.rows import KINDS
from bot.learning.course import Card, Choice, Comparison, Lesson, Measure, Objective, Picture, Quiz, Source, Task
from bot.learning.drawing import Figure, Panel, Row, Screen, Tile
from bot.learning.drill import Drill
from bot.learning.knowledge import Decoy, Entry, LocalValue
from tests.commands.processes import ROOT

GUIDE = (ROOT / "content" / "README.md").read_text("utf-8")
WITH_A_SCHEMA = re.findall(r"```yaml\n(# yaml-language-server: \S*/(\S+)\.json\n.*?)```", GUIDE, re.DOTALL)
WHOLE = [(text, kind) for text, kind in WITH_A_SCHEMA if "…" not in re.sub(r"#.*", "", text)]
"""The examples that are no outlines."""
WRITTEN = (
    *(Lesson, Card, Choice, Task, Source, Picture, Quiz, Objective, Measure, Comparison),
    *(Screen, Row, Tile, Figure, Panel, Drill, Entry, Decoy, LocalValue),
)


def test_every_icon_is_listed_and_no_other() -> None:
    table = GUIDE.partition("Tên biểu tượng")[2].partition("\n- ")[0]

    assert sorted(re.findall(r"`([a-z-]+)`", table.partition("\n\n")[2])) == sorted(ICONS)


def test_every_kind_of_row_is_listed() -> None:
    table = GUIDE.partition("| Dòng | Vẽ ra |")[2].partition("\n\n")[0]

    assert {
        name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1:2][0] if line else "")
    } == set(KINDS)


@pytest.mark.parametrize("shape", WRITTEN, ids=lambda shape: shape.__name__)
def test_every_key_is_in_the_guide(shape: Any) -> None:
    names = [field.name for field in fields(shape)]

    assert [name for name in names if not re.search(rf"`{name}[`:]|\b{name}:\s", GUIDE)] == []


def test_every_file_is_in_the_guide() -> None:
    files = [*SINGLE, *MANY, *ONE_EACH]

    assert [name for name in files if not re.search(rf"`content/{name}[./]", GUIDE)] == []


@pytest.mark.parametrize(("text", "kind"), WHOLE, ids=[kind for _, kind in WHOLE])
def test_every_whole_example_has_its_shape(text: str, kind: str) -> None:
    examined = examine(SourceFile("x.yaml", kind, "x.yaml", "", "x", (0, 0, 0)), text.encode(), Glossary())

    assert kind in SHAPES
    assert examined.value is not None, examined.problems


def test_every_example_is_yaml() -> None:
    for example in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL):
        assert yaml.safe_load(example.replace("…", "x"))
