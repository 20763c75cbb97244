"""
Each rule has one file in broken/, which says how to break the good tree, and its exact messages in messages.txt.

`pytest --rewrite` writes messages.txt anew; its diff is what a reviewer reads.
"""

import re
from pathlib import Path

import pytest

from tests.curriculum.trees import BROKEN, HERE, break_it, look, plant

MESSAGES = HERE / "messages.txt"


def read_messages() -> dict[str, str]:
    sections = re.split(r"(?m)^# (\S+)\n", MESSAGES.read_text("utf-8"))
    return {name: text.strip() for name, text in zip(sections[1::2], sections[2::2], strict=True)}


def said_about(broken: Path, folder: Path) -> str:
    tree = plant(folder / broken.stem)
    break_it(tree, broken)
    return "\n".join(map(str, look(tree).problems))


def test_the_good_tree_has_no_problem() -> None:
    loaded = look(HERE / "good")

    assert loaded.problems == ()
    assert loaded.content is not None


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_a_broken_rule_has_its_message(broken: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite"):
        pytest.skip("messages.txt is being rewritten")

    assert said_about(broken, tmp_path) == read_messages()[broken.stem]


def test_every_message_has_its_file(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite"):
        sections = (f"# {broken.stem}\n{said_about(broken, tmp_path)}\n" for broken in BROKEN)
        MESSAGES.write_text("\n".join(sections), "utf-8")

    assert sorted(read_messages()) == [broken.stem for broken in BROKEN]
