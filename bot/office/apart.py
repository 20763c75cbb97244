"""
Reading an uploaded workbook in a process of its own.

A workbook of a few kilobytes can claim two cells so far apart that the table between them takes all memory there is,
and the library that reads it then ends its whole process. That must not be the one that serves everybody.
"""

import multiprocessing
import sys
from multiprocessing.connection import Connection

from bot.services.importing.problems import Unreadable
from bot.services.importing.sheets import NOT_A_TABLE, Sheet, is_workbook, read_sheets

_PATIENCE_SECONDS = 30.0
_MOST_MEMORY = 1024 * 1024 * 1024


def read_apart(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file as `read_sheets` does. Takes a moment for a workbook: call it in a thread."""
    if not is_workbook(content):
        return read_sheets(content)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_read, args=(content, there), daemon=True)
    child.start()
    there.close()
    try:
        outcome: tuple[Sheet, ...] | str = here.recv() if here.poll(_PATIENCE_SECONDS) else NOT_A_TABLE
    except EOFError:
        outcome = NOT_A_TABLE
    finally:
        child.kill()
        child.join()
        here.close()
    if isinstance(outcome, str):
        raise Unreadable(outcome)
    return outcome


def _read(content: bytes, there: Connection) -> None:
    """Send the sheets, or the sentence that says why there are none."""
    _need_little()
    outcome: tuple[Sheet, ...] | str
    try:
        outcome = read_sheets(content)
    except Unreadable as problem:
        outcome = problem.sentence
    there.send(outcome)


def _need_little() -> None:
    """Give up rather than take the memory of the server beside; Windows knows no such bound."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - which Windows does not have

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
