"""Small trees of content on disk, and what is wrong with them."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.curriculum.loading import Loaded, load

HERE = Path(__file__).resolve().parent
GOOD = HERE / "good"
BROKEN = sorted((HERE / "broken").glob("*.yaml"), key=lambda path: path.stem)

REQUIRED = {"hello": frozenset({"tên"}), "praise": frozenset[str]()}
"""The phrases that the program would ask for."""


def plant(folder: Path) -> Path:
    """Copy the good tree, which has no problem at all."""
    shutil.copytree(GOOD, folder, dirs_exist_ok=True)
    return folder


def break_it(tree: Path, broken: Path) -> None:
    """Do to a good tree what a file in broken/ says: change a text, replace a file, or take it away."""
    how: dict[str, Any] = yaml.safe_load(broken.read_text("utf-8"))
    target = tree / how["file"]
    if "change" in how:
        text = target.read_text("utf-8")
        assert how["change"] in text, f"{broken.name} no longer fits good/{how['file']}"
        target.write_text(text.replace(how["change"], how["into"], 1), "utf-8")
    elif how.get("gone"):
        target.unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(how["text"], "utf-8")


def look(tree: Path, today: date | None = None) -> Loaded:
    """Load a tree as the program would."""
    return load(tree / "content", tree / "quizzes", required_phrases=REQUIRED, today=today)
