"""Pure talk: what was heard, where the talk is, and what follows from it."""
