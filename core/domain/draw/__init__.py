"""The draw: who gives to whom. Pure: the same people, rules and seed give the same draw."""

from core.domain.draw.checking import check_draw
from core.domain.draw.engine import ENGINE, draw
from core.domain.draw.feasibility import drawability, in_the_way
from core.domain.draw.repair import repair
from core.domain.draw.results import (
    Draw,
    Drawability,
    DrawBroken,
    DrawImpossible,
    Relax,
    Repair,
    Shape,
    ShapeNotFound,
)

__all__ = [
    "ENGINE",
    "Draw",
    "DrawBroken",
    "DrawImpossible",
    "Drawability",
    "Relax",
    "Repair",
    "Shape",
    "ShapeNotFound",
    "check_draw",
    "draw",
    "drawability",
    "in_the_way",
    "repair",
]
