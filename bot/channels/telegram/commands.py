"""The menu of commands beside the field to type in: each stands for a word that is understood everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the menu."""

    name: str
    """What is typed after the slash."""
    says: str
    """The word it stands for, one of `content/words.yaml`."""
    phrase_id: str
    """What the menu shows beside it."""


MENU = (
    Command("menu", "menu", "command.menu"),
    Command("tiep", "tiếp", "command.next"),
    Command("lui", "lùi", "command.back"),
    Command("nghelai", "nghe lại", "command.again"),
    Command("giup", "giúp", "command.help"),
    Command("sos", "sos", "command.sos"),
    Command("dung", "dừng", "command.stop"),
    Command("dulieu", "dữ liệu của tôi", "command.data"),
)

SAYS = {command.name: command.says for command in MENU}
