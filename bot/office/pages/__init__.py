"""The pages of the office, one file each: a frozen dataclass for the template, and what the page does."""
