"""What is wrong with a file, in the words of whoever made it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing to mend: where, what, how."""

    row: int
    """The number of the row as the spreadsheet shows it."""
    column: str
    """The title of the column as it stands in the file."""
    what: str
    fix: str


class Unreadable(Exception):
    """The file as a whole cannot be used; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
