"""When two texts say the same in nearly the same words."""

SHORTEST = 8
"""Syllables: what is shorter may well be said twice."""
ALIKE = 0.7
"""Share of the runs of three syllables that two texts have in common."""
RUN = 5
"""Two texts that are alike have at least one run of so many syllables in common, wherever words were changed."""

_SIGNS = bytes(code if chr(code).isalnum() or chr(code) == "?" else 32 for code in range(256))
_PLAIN = _SIGNS.lower()


def plain(text: str) -> bytes:
    """Return a text by which two that read the same can be told."""
    return b" ".join(plain_words(text))


def plain_words(text: str) -> list[bytes]:
    """Return the syllables of a text in small letters, each letter with a mark as a question mark; fast."""
    return text.replace("?", " ").encode("ascii", "replace").translate(_PLAIN).split()


def runs(words: list[bytes]) -> set[int]:
    """Return digests of all runs of RUN syllables."""
    return set(map(hash, zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)))


def common_runs_at_least(longer: int) -> float:
    """
    Return how many runs a text must share with one alike if the longer of them has so many.

    A cut between two words takes four runs of five and two runs of three; a changed word five and three.
    """
    return max(1.0, longer * (1 - 2 * (1 - ALIKE)) - 2)


def are_alike(one: list[bytes], other: list[bytes]) -> bool:
    """Return whether two texts have most of their runs of three syllables in common."""
    here, there = _triples(one), _triples(other)
    return len(here & there) >= ALIKE * max(len(here), len(there))


def _triples(words: list[bytes]) -> set[tuple[bytes, bytes, bytes]]:
    return set(zip(words, words[1:], words[2:], strict=False))
