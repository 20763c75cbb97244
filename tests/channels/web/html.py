"""A page as tests look at it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form with its fields and its buttons."""

    classes: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Label → name and value."""

    def pressed(self, label: str) -> dict[str, str]:
        """Return what the form sends when a button is pressed."""
        name, value = next(pair for shown, pair in self.buttons.items() if label in shown)
        return {**self.fields, name: value} if name else dict(self.fields)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._button: tuple[str, str] | None = None
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("class", "")))
        elif tag in {"input", "textarea"} and self.forms and "name" in given:
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button" and self.forms:
            self._button, self._label = (given.get("name", ""), given.get("value", "")), ""

    def handle_data(self, data: str) -> None:
        self._label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None:
            self.forms[-1].buttons[self._label.strip()] = self._button
            self._button = None


def forms(page: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form(page: str, class_: str) -> Form:
    """Return the last form of a page that has a class."""
    return [one for one in forms(page) if class_ in one.classes.split()][-1]


def bubbles(page: str) -> list[str]:
    """Return the texts of the bubbles of a page, in order, without tags."""
    return [re.sub(r"<[^>]+>", "", text) for text in re.findall(r'<p class="text">(.*?)</p>', page, re.DOTALL)]
