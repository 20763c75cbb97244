"""What must not be kept for ever: words of the learners, and conversations of people who were only passing by."""

from datetime import datetime, timedelta

from bot.ports import Work

KEEP_FOR = timedelta(days=30)


def tidy(work: Work, now: datetime) -> None:
    """Blank free text and erase conversations without consent, once they are older than 30 days."""
    work.inbox.forget_words(now - KEEP_FOR)
    work.conversations.expire(now - KEEP_FOR)
