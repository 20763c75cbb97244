"""What the pages for people say is so."""

import argparse
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.settings import PREFIX, Settings, known_variables

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.vi.md")
PAGES = (*READMES, "ARCHITECTURE.md", "DECISIONS.md", "CHANGELOG.md", "content/README.md")

_MENTIONED = re.compile(r"`([^`\n]+)`")
_LINKED = re.compile(r"\]\(([^)#\s]+)\)|src=\"([^\"]+)\"")
_LOOKS_LIKE_A_FILE = re.compile(r"[\w.-]+(/[\w.*-]+)*/?")
_TOP = {path.name for path in ROOT.iterdir()} - {"data"}
_BELOW_BOT = {path.name for path in (ROOT / "bot").iterdir()}


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def tracked_files() -> Iterator[Path]:
    """Return every file of the repository, and those that are about to be added."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return (path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def named_files(page: str) -> Iterator[str]:
    """Return what a page names as a file: links, pictures, and words like `bot/app.py`."""
    for linked in _LINKED.finditer(text(page)):
        name = linked[1] or linked[2]
        if "://" not in name:
            yield name
    for words in _MENTIONED.findall(text(page)):
        for name in words.split():
            if _LOOKS_LIKE_A_FILE.fullmatch(name) and "/" in name and name.partition("/")[0] in _TOP | _BELOW_BOT:
                yield name


def is_there(page: str, name: str) -> bool:
    folders = (ROOT, (ROOT / page).parent, ROOT / "bot")
    return any(list(folder.glob(name.rstrip("/"))) for folder in folders)


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every command: `hocso run`, `hocso staff reset`."""
    return dict(_below(cli.parser(), "hocso"))


def _below(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, command in action.choices.items():
                yield f"{name} {word}", command
                yield from _below(command, f"{name} {word}")


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings if option.startswith("--")}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    gone = [name for name in named_files(page) if not is_there(page, name)]

    assert gone == []


def test_every_room_of_the_map_is_there_and_every_room_is_on_the_map() -> None:
    table = text("ARCHITECTURE.md").partition("## The rooms")[2].partition("`import-linter`")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    rooms = {name for cell in cells for name in _MENTIONED.findall(cell)}
    folders = {
        f"{path.relative_to(ROOT)}/"
        for top in (ROOT / "bot", ROOT / "db")
        for path in (top, *top.iterdir())
        if (path / "__init__.py").is_file()
    }

    assert {room for room in rooms if not (ROOT / room).exists()} == set()
    assert folders - rooms == {"bot/"}


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    rows = {name: line for line in text("README.md").splitlines() for name in re.findall(rf"^.*`({PREFIX}\w+)`", line)}
    table = [line for line in text("README.md").splitlines() if line.startswith(f"| `{PREFIX}")]
    documented = {name: line for line in table for name in re.findall(rf"`({PREFIX}[A-Z_]+)`", line)}

    assert set(documented) == set(known_variables())
    assert set(rows) <= set(documented)
    for field, info in Settings.model_fields.items():
        if info.default not in ("", None, ()):
            default = int(info.default) if isinstance(info.default, bool) else info.default
            assert f"| `{default}` |" in documented[PREFIX + field.upper()]


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_a_page_names_exists(page: str) -> None:
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+", text(page))) <= set(known_variables())


def test_every_command_and_option_is_in_the_readme() -> None:
    readme = text("README.md")
    missing = [name for name in parsers() if not re.search(rf"`{name}\b", readme)]
    missing += [
        f"{name} {option}"
        for name, parser in parsers().items()
        for option in options(parser) - {"--help"}
        if f"`{option}" not in readme
    ]

    assert [name for name in missing if name != "hocso staff"] == []


@pytest.mark.parametrize("page", [*READMES, "ARCHITECTURE.md", "content/README.md"])
def test_no_page_names_a_command_or_option_that_does_not_exist(page: str) -> None:
    words = re.findall(r"(?:python3 start\.py|(?<!-u )hocso) ([a-z]+)(?: (reset|link))?", text(page))
    commands = {f"hocso {command} {act}".rstrip() for command, act in words if command != "test"}
    known = {option for parser in parsers().values() for option in options(parser)}
    ours = {"--rewrite", "--json", "--check", "--now"}  # of pytest, of the benchmarks, of systemd

    assert commands <= set(parsers())
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text(page))) - known <= ours


def test_every_part_of_the_tests_that_the_readme_names_exists() -> None:
    start = text("start.py")
    chosen = re.findall(r"start\.py test ([a-z]+)", text("README.md") + text("ARCHITECTURE.md"))

    assert chosen
    assert all(f'"{part}": {part}' in start for part in chosen)


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "\n## Unreleased\n" in text("CHANGELOG.md")


def test_no_file_knows_the_machine_that_it_was_written_on() -> None:
    folders = "|".join(("work", "root", "tmp", "Users"))
    hosts = "|".join(("py" + "pi", "python" + "hosted", "npm" + "js", r"deb\.deb" + "ian", "registry" + r"\.npm"))
    telling = re.compile(rf"(?<![\w.\-/*])/(?:{folders})/|(?:{hosts})\.(?:org|com)")
    found = []
    for path in tracked_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{number}" for number, line in enumerate(lines, 1) if telling.search(line)]

    assert found == []
