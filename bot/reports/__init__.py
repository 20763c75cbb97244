"""From tallies to the bytes of a file: a report as values, and the formats it leaves the office in."""
