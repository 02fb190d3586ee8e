"""Exponential and logarithm from sums and products alone.

Those of a library may differ in their last digit from machine to machine, and a draw whose course
depends on one would as well; sums, products and quotients do not (IEEE 754).
"""

from __future__ import annotations

import math

_LN_2 = 0.6931471805599453


def exp_minus(power: float) -> float:
    """exp(−`power`) for a power that is not negative: the series for a small part of it, squared
    back up."""
    halvings = max(0, math.frexp(power)[1] + 5)
    x = power / (1 << halvings)
    series = 1 - x / 4 * (1 - x / 5 * (1 - x / 6 * (1 - x / 7)))
    total = 1 - x * (1 - x / 2 * (1 - x / 3 * series))
    for _ in range(halvings):
        total *= total
    return total


def log(number: float) -> float:
    """The natural logarithm: powers of two apart, by the series of the inverse hyperbolic
    tangent."""
    part, twos = math.frexp(number)
    x = (part - 1) / (part + 1)
    series, term = 0.0, 2 * x
    for odd in range(1, 60, 2):
        series += term / odd
        term *= x * x
    return series + twos * _LN_2
