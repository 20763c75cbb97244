"""The same conversation in the terminal: for authors who try a lesson, and for whoever has no browser."""
