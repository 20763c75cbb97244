"""The phrases that the code says, the list of them, and the file that holds them are the same."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import bot.dialogue
from bot.curriculum.content import Content
from bot.dialogue.wording import REQUIRED
from bot.text.phrasebook import ADDRESS_NAMES, PLACEHOLDER, AddressForm, address
from tests.builders import COUNTED, PLACES
from tests.dialogue.chat import at_place, turn

PACKAGE = Path(bot.dialogue.__file__).parent
SOURCES = [
    path
    for package in (PACKAGE, PACKAGE.with_name("channels"))
    for path in sorted(package.rglob("*.py"))
    if path.name != "wording.py"
]
NOT_BLANKS = {"buttons"}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def _literals(node: ast.expr) -> Iterator[str]:
    """Return the phrases that an argument may be: a text, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _said() -> Iterator[tuple[str, frozenset[str] | None]]:
    """Return each phrase that is named in a call, with the blanks filled there; None where they are computed."""
    for name, call in _calls():
        if name not in ("say", "words", "button") or not call.args:
            continue
        blanks = frozenset(word.arg for word in call.keywords if word.arg) - NOT_BLANKS
        is_spread = any(word.arg is None for word in call.keywords)
        if name == "button" and len(call.args) == 1:
            phrases = [f"button.{key}" for key in _literals(call.args[0])]
        else:
            phrases = list(_literals(call.args[1 if name == "button" else 0]))
        for phrase in phrases:
            yield phrase, None if is_spread else blanks


def _strings() -> set[str]:
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def _patterns() -> list[str]:
    """Return the phrases that are put together, as patterns: `level.(.+)`."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else ".+"
                    for part in node.values
                ]
                if re.match(r"[a-z_]+\\\.", parts[0]):
                    found.append("".join(parts))
    return found


def test_the_file_holds_exactly_the_phrases_of_the_list(content: Content) -> None:
    assert set(content.phrases.wordings) == set(REQUIRED)


def test_the_code_says_only_phrases_of_the_list() -> None:
    unknown = {phrase for phrase, _ in _said()} - set(REQUIRED)

    assert unknown == set()


def test_every_phrase_of_the_list_is_said_somewhere() -> None:
    strings, patterns = _strings(), _patterns()

    unsaid = {
        phrase
        for phrase in REQUIRED
        if phrase not in strings
        and phrase.removeprefix("button.") not in strings
        and not any(re.fullmatch(pattern, phrase) for pattern in patterns)
    }

    assert unsaid == set()


@pytest.mark.parametrize(("phrase", "blanks"), sorted({(p, b) for p, b in _said() if b is not None}, key=str))
def test_the_code_fills_exactly_the_blanks_of_the_list(phrase: str, blanks: frozenset[str]) -> None:
    assert blanks == REQUIRED[phrase] - {"tên"}


def test_wordings_use_only_blanks_that_are_filled(content: Content) -> None:
    used: Mapping[str, set[str]] = {
        phrase: {blank for wording in wordings for blank in PLACEHOLDER.findall(wording)} - ADDRESS_NAMES
        for phrase, wordings in content.phrases.wordings.items()
    }

    assert {phrase: blanks - REQUIRED[phrase] for phrase, blanks in used.items() if blanks - REQUIRED[phrase]} == {}


def test_nothing_that_is_said_calls_the_learner_a_friend_or_says_that_he_is_wrong(content: Content) -> None:
    unkind = re.compile(r"(?i)\bbạn\b|\bsai\b|\bthất bại\b|\bkhông hợp lệ\b|\blỗi\b")
    said = {phrase: wording for phrase, all_of in content.phrases.wordings.items() for wording in all_of}

    assert {phrase: wording for phrase, wording in said.items() if unkind.search(wording)} == {}


# --- forms of address -----------------------------------------------------------------------------------------------

FORMS = ["ong", "ba", "bac", "co", "chu", "anh", "chi", "em"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PLACES)
def test_everybody_is_addressed_in_their_own_way_everywhere(content: Content, name: str, form: str) -> None:
    learner = replace(COUNTED, form=form)
    before = at_place(content, PLACES[name](content), learner)

    found = turn(content, before, "nghe lại", learner)

    for message in found.outgoing:
        for text in (message.text, *(button.label for button in message.buttons)):
            assert "{" not in text
            assert "}" not in text
            assert "cô bác" not in text.casefold()
            assert "  " not in text
            assert not re.search(r"(?i)\bbạn (?:có|hãy|muốn|vui lòng)\b", text)


def test_a_child_is_not_asked_with_a_particle_that_begs() -> None:
    child = AddressForm("em", "em", "mình", "nhé", "ừ")

    assert address("{Bác} muốn học gì {ạ}? {Cháu} chờ {ạ}.", child) == "Em muốn học gì? Mình chờ nhé."


def test_the_forms_are_the_eight_that_are_tested(content: Content) -> None:
    assert [form.id for form in content.addresses] == FORMS
