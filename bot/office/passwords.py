"""Hashing of passwords: slow on purpose, so it happens in a thread, few at a time."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 2
"""Each takes 64 MiB for a tenth of a second; a flood of guesses must not take the memory of a small server."""


class Passwords:
    """Makes and compares hashes."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("somebody who does not exist")

    @property
    def few(self) -> asyncio.Semaphore:
        """Taken around the look at how often somebody has guessed, the comparison and the counting of a miss."""
        return self._few

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        async with self._few:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """
        Return whether a password is the one that was hashed; the caller holds `few`.

        For an account that does not exist it takes as long, so that nobody learns from the clock who works here.
        """
        return await asyncio.to_thread(self._verify, password_hash, password)

    def _verify(self, password_hash: str | None, password: str) -> bool:
        try:
            self._hasher.verify(password_hash or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None
