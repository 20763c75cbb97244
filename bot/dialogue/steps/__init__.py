"""
One file per kind of step. Each has `enter(talk, place)`, which says what is said there, and `hear(talk, place, heard)`,
which answers and returns True, or returns False for what this step cannot make sense of.
"""
