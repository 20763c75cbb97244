"""What must not be kept for ever: words of learners, people who were only passing by, events that led to nothing."""

from datetime import datetime, timedelta

from bot.ports import Work

KEEP_FOR = timedelta(days=30)


def tidy(work: Work, now: datetime) -> None:
    """Blank free text, erase conversations without consent and forget what led to nothing, all after 30 days."""
    work.inbox.forget_words(now - KEEP_FOR)
    work.conversations.expire(now - KEEP_FOR)
    work.accounts.forget_stumbles(now - KEEP_FOR)
