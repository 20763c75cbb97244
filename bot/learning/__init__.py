"""Pure rules: what there is to learn, what counts as learned, and how it is counted. Values in, values out."""
