"""
Where the data that comes with the program lies on this machine.

Lessons and quizzes are plain files, kept at the top of the repository where
authors look for them. A wheel has no such top: there the same folders are
packed inside the package, as `bot/_shipped/content` and `bot/_shipped/quizzes`
(see `force-include` in pyproject.toml). Whoever reads them asks here and need
not know which of the two it is.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def content_root() -> Path:
    """Return the folder of lessons, phrases and plans that comes with this program."""
    return _find("content")


def quizzes_root() -> Path:
    """Return the folder of question banks that comes with this program."""
    return _find("quizzes")


def _find(name: str) -> Path:
    """
    Return the shipped folder called `name`: in the wheel, else in the checkout.

    Raise FileNotFoundError if there is neither, which means a broken installation.
    """
    places = (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    looked_in = " or ".join(str(place) for place in places)
    raise FileNotFoundError(f"the shipped folder {name!r} is missing: looked for {looked_in}")
