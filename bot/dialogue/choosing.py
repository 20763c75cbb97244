"""What is said under choices wherever they have no buttons."""

from bot.curriculum.content import Content


def how_to_choose(content: Content, form_id: str | None = None) -> str:
    """Return how to choose by a number, said to somebody with that form of address, or not asked for one yet."""
    return content.phrases.to(content.address_form(form_id)).say("choices.ask")
