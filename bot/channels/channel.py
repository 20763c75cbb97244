"""What every channel that messages are sent through keeps to, and what it is handed by the program."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.channels.capabilities import Capabilities
from bot.channels.rendering import Bubble
from bot.dialogue.messages import Address, Document


@dataclass(frozen=True, slots=True)
class Probe:
    """What a platform says about our account."""

    account_name: str
    """How the account is called there: @hoc_so_bot."""
    webhook: str
    """Where the platform delivers to; empty if it waits to be asked, or does not say."""
    waiting: int | None = None
    """How many updates wait to be delivered, where the platform says so."""
    trouble: str = ""
    """What it complains about, in its own words, free of secrets."""


class Channel(Protocol):
    """
    One account on one platform. Every failure is raised as `bot.ports.SendFailed`; nothing raised carries a secret.
    """

    name: str
    account: str

    @property
    def caps(self) -> Capabilities:
        """What it can do now; a platform that refuses something takes it away for good."""

    async def send(self, to: Address, bubble: Bubble) -> str:
        """Send one bubble; return the platform's own id of it."""

    async def typing(self, to: Address) -> None:
        """Show that an answer is being written. Never fails."""

    async def probe(self) -> Probe:
        """Ask the platform who we are and where it delivers to."""

    async def set_webhook(self, url: str) -> None:
        """Let the platform deliver to an address, and give the account its menu of commands where there is one."""

    async def remove_webhook(self) -> None:
        """Let the platform wait to be asked."""


@dataclass(frozen=True, slots=True)
class File:
    """A file on its way to a platform."""

    name: str
    media_type: str
    data: bytes
    digest: str
    """Of its bytes: the same file is uploaded once."""


class Media(Protocol):
    """The files of the course, in forms that platforms take."""

    async def picture(self, path: str) -> File | None:
        """Return a picture as PNG or JPEG; None if there is none, or this machine cannot paint it."""

    async def sound(self, path: str) -> File | None:
        """Return a recording."""

    async def document(self, document: Document) -> File | None:
        """Return a file to take home."""

    def address(self, path: str) -> str | None:
        """Return where anybody can fetch a file over https, pictures as PNG or JPEG; None if there is no such place."""


class FileIds(Protocol):
    """What a platform calls the files that were uploaded to it before, kept across restarts."""

    async def find(self, digest: str) -> str | None:
        """Return the platform's id of a file, if it still has it."""

    async def keep(self, digest: str, file_id: str, until: datetime | None = None) -> None:
        """Remember an id, for as long as the platform does."""

    async def forget(self, digest: str) -> None:
        """Forget an id that the platform no longer knows."""
