"""
What a refusal of Telegram means for the delivery.

There are no codes finer than those of HTTP; the rest is told by a description in English, which has been the same for
years. Whatever is not known here counts as a mistake of ours, so that it is never tried for ever.
"""

import re

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.request import NotSent, Throttled
from bot.ports import SendFailed

_NOBODY_THERE = re.compile(
    r"chat not found|user not found|peer_id_invalid|deactivated|was (?:blocked|kicked)|can't initiate|have no rights"
)
_MARKS = re.compile(r"can't parse")
_FILE_UNKNOWN = re.compile(r"file identifier|file_id|file id|file_reference|can't use file of type")
_FILE_REFUSED = re.compile(
    r"photo_|image_process_failed|voice_?\s?messages?|file is too big|entity too large|file must be non-empty"
)


def failure(problem: TelegramError) -> SendFailed:
    """Return what a failed request comes to."""
    match problem:
        case NotSent() | Conflict():
            return SendFailed("retry_later")
        case Throttled():
            return SendFailed("throttled", problem.seconds)
        case InvalidToken():
            return SendFailed("auth_broken")
        case Forbidden() | ChatMigrated():
            # A chat that migrated was a group; nobody learns in one.
            return SendFailed("unreachable")
        case BadRequest():
            return SendFailed("unreachable" if _says(problem, _NOBODY_THERE) else "invalid")
        case _:
            return SendFailed("uncertain")


def is_about_marks(problem: BadRequest) -> bool:
    """Return whether the HTML of a text was refused."""
    return _says(problem, _MARKS)


def is_about_unknown_file(problem: BadRequest) -> bool:
    """Return whether a file was called by an id that Telegram does not know (any more)."""
    return _says(problem, _FILE_UNKNOWN)


def is_about_refused_file(problem: BadRequest) -> bool:
    """Return whether a file cannot be shown to this person: what it says still can."""
    return _says(problem, _FILE_REFUSED)


def _says(problem: BadRequest, what: re.Pattern[str]) -> bool:
    return what.search(problem.message.lower()) is not None
