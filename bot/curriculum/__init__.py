"""YAML → course, or a list of problems: what authors write, read with line numbers and checked as a whole."""
