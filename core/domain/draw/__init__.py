"""The draw: who gives to whom. Pure: the same people, rules and seed give the same draw."""

from core.domain.draw.engine import (
    ENGINE,
    Draw,
    DrawBroken,
    DrawImpossible,
    Feasible,
    check_draw,
    draw,
    find_feasibility,
)

__all__ = [
    "ENGINE",
    "Draw",
    "DrawBroken",
    "DrawImpossible",
    "Feasible",
    "check_draw",
    "draw",
    "find_feasibility",
]
