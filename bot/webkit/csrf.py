"""A word that only a page of ours knows, for the forms of the office; the guard's header check stands before it."""

import secrets

from itsdangerous import BadSignature, URLSafeSerializer

FIELD = "csrf"
"""The name of the hidden field that carries the word."""


def token(secret: str, session_id: str) -> str:
    """
    Return a new word for the forms of one session.

    Each is different, so that a compressed page does not betray it by its length; all are good while the session is.
    """
    return _signer(secret, session_id).dumps(secrets.token_hex(8))


def check(secret: str, session_id: str, token: str) -> bool:
    """Return True if a word was made for this session with this secret."""
    try:
        _signer(secret, session_id).loads(token)
    except BadSignature:
        return False
    return True


def _signer(secret: str, session_id: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"csrf:{session_id}")
