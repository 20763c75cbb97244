"""What several commands share: settings from the command line, and failures said in the user's words."""

import sys
from argparse import Namespace
from collections.abc import Callable

from bot.settings import Settings, read_settings

_OPTIONS = ("data_dir", "host", "port", "public_url")


def settings_of(chosen: Namespace) -> Settings:
    """Return the settings, with the options of this command above the environment."""
    return read_settings({name: getattr(chosen, name, None) for name in _OPTIONS})


def spoken(act: Callable[[], int]) -> int:
    """Carry a command out and return its status; say what whoever sits at the keyboard can mend, and return 1."""
    try:
        return act()
    except Exception as failure:
        from bot.commands.failing import sentence  # noqa: PLC0415 - knows the whole program; `check` starts without it

        said = sentence(failure)
        if said is None:
            raise
        say(said)
        return 1


def say(text: str) -> None:
    """Say something that is not the result of the command."""
    print(text, file=sys.stderr)
