"""The menu of commands: every line of it is understood."""

import pytest
import yaml

from bot import shipped
from bot.channels.telegram.commands import MENU, Command
from bot.channels.telegram.parsing import parse
from bot.dialogue import hearing
from bot.dialogue.messages import Incoming, Said
from tests.channels.telegram.fakes import ACCOUNT
from tests.platforms.telegram import FakeTelegram

WORDS = {
    word: tuple(spellings)
    for word, spellings in yaml.safe_load((shipped.content_root() / "words.yaml").read_text("utf-8")).items()
}


@pytest.mark.parametrize("command", MENU, ids=lambda command: command.name)
@pytest.mark.parametrize("ending", ["", "@HocSoBot", " nhé"])
def test_a_command_is_one_of_the_global_words(command: Command, ending: str) -> None:
    received = parse(FakeTelegram().said(1001, f"/{command.name}{ending}"), ACCOUNT)

    assert isinstance(received, Incoming)
    assert received.action == Said(command.says)
    heard = hearing.hear(received.action, None, WORDS)
    assert heard == hearing.Command(command.phrase_id.removeprefix("command."))


def test_the_names_of_commands_are_those_that_telegram_takes() -> None:
    assert all(command.name.isascii() and command.name.isalnum() and command.name.islower() for command in MENU)
    assert len({command.name for command in MENU}) == len(MENU)
