"""Ways in and out: each translates between a platform and the words of the dialogue, and never decides what to say."""
