"""
What makes content good to learn from, one family of checks per file.

A check looks at one value and yields a `Finding` for whatever an author should mend. It reads nothing and raises
nothing. Checks that need more than one file (`references`, `media`) get them all at once.
"""
