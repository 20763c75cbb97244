"""The chat page as a person uses it, whatever the lesson is about."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

expect.set_options(timeout=30_000)


@dataclass
class Chat:
    """One open page."""

    page: Page
    url: str

    def open(self, path: str = "/") -> "Chat":
        """Open the page."""
        self.page.goto(self.url + path)
        return self

    @property
    def lines(self) -> Locator:
        """Everything that was said and is stored."""
        return self.page.locator("#log .line")

    @property
    def mine(self) -> Locator:
        """What the person said."""
        return self.page.locator("#log .line.me .text")

    @property
    def pending(self) -> Locator:
        """What is not sent yet."""
        return self.page.locator("#pending .line")

    @property
    def field(self) -> Locator:
        """The text field."""
        return self.page.get_by_role("textbox", name="Tin nhắn của cô bác")

    @property
    def choices(self) -> Locator:
        """The newest choices."""
        return self.page.locator("#log .choices:not(.old)").last.get_by_role("button")

    def type(self, text: str) -> None:
        """Type and send, without waiting for anything."""
        self.field.fill(text)
        self.field.press("Enter")

    def say(self, text: str) -> None:
        """Type, send, and wait until the assistant has answered."""
        self.type(text)
        expect(self.mine.last).to_have_text(text)
        self.answered()

    def press(self, place: int = 0) -> str:
        """Press one of the newest choices and wait for the answer; return its label."""
        button = self.choices.nth(place)
        label = button.inner_text().strip()
        button.click()
        expect(self.mine.last).to_have_text(label)
        self.answered()
        return label

    def answered(self) -> None:
        """Wait until nothing is on its way and the assistant has the last word."""
        expect(self.pending).to_have_count(0)
        expect(self.page.locator("#log .line:last-child.bot")).to_have_count(1)
        expect(self.page.locator("#typing")).to_be_hidden()

    def count_of(self, text: str) -> int:
        """Return how many of the person's own lines say exactly this."""
        return self.mine.all_inner_texts().count(text)

    def numbers(self) -> list[int]:
        """Return the numbers of the stored lines, in the order of the page."""
        return [int(line.get_attribute("data-seq") or 0) for line in self.lines.all()]
