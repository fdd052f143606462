"""The batch reference in its steps: read, fold, link, measure, compare."""
