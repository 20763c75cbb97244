"""The content in use: the last state of the files that was without problems."""

from pathlib import Path

from bot.curriculum.cache import keep, recall
from bot.curriculum.checks.phrases import Required
from bot.curriculum.content import Content
from bot.curriculum.counting import count_content
from bot.curriculum.layout import Layout, lay_out
from bot.curriculum.loading import Loaded, Memory, load_layout
from bot.learning.course import Picture


class Shelf:
    """
    Holds the content, and follows the files when asked to.

    Whoever takes `content` keeps one consistent state for as long as they hold it; a refresh swaps in another object
    and changes nothing in the old one. Refreshing is for one thread at a time.
    """

    def __init__(
        self,
        content_root: Path,
        quizzes_root: Path,
        *,
        required_phrases: Required | None = None,
        plan: str | None = None,
        cache: Path | None = None,
    ) -> None:
        self._roots = content_root, quizzes_root
        self._required = required_phrases
        self._plan = plan
        self._cache = cache
        self._memory = Memory()
        self._layout: Layout | None = None
        self._content: Content | None = None

    @property
    def content(self) -> Content:
        """The last content without problems. Raise LookupError if there never was one."""
        if self._content is None:
            raise LookupError("no content without problems has been loaded; call refresh() and look at its problems")
        return self._content

    def refresh(self) -> Loaded | None:
        """
        Look at the files again: return what is there now, or None if none of them has changed.

        Content with problems is returned with them, and the last good content stays in use.
        """
        layout = lay_out(*self._roots)
        if layout == self._layout:
            return None
        is_start, self._layout = self._layout is None, layout
        loaded = (self._remembered(layout) if is_start else None) or self._load(layout, is_start)
        self._content = loaded.content or self._content
        return loaded

    def media_path(self, address: str) -> Path | None:
        """Return where a picture or recording of the content lies, or None: no other file can be asked for."""
        root = self.content.media.get(address)
        return None if root is None else self._roots[root == "quizzes"] / address

    def drawing(self, name: str) -> Picture | None:
        """Return a described picture of the content by its name, or None: no other drawing can be asked for."""
        return self.content.drawing(name)

    def _load(self, layout: Layout, is_start: bool) -> Loaded:
        loaded = load_layout(layout, self._memory, self._required, self._plan, today=None)
        # Only a start is worth keeping for the next one: while running, writing it all would cost more than reading.
        if is_start and self._cache is not None and loaded.content is not None:
            keep(self._cache, layout, loaded.content, self._required, self._plan)
        return loaded

    def _remembered(self, layout: Layout) -> Loaded | None:
        """Return what an earlier run has kept, if the files are the same still."""
        content = recall(self._cache, layout, self._required, self._plan) if self._cache is not None else None
        return None if content is None else Loaded(content, (), count_content(content))
