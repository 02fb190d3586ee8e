"""What can go wrong for whoever runs Kringle."""

from __future__ import annotations


class OperatorError(Exception):
    """An expected failure. Its message is a sentence for the operator that says what to do, without
    any secret."""
