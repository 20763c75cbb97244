"""A refusal that was expected: it says in its own words what does not go and what does."""


class Refused(Exception):
    """Something that may not or cannot be done; the sentence is for the person who asked. Nothing was changed."""

    def __init__(self, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
