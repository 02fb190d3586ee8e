"""The pictures of the views show what there is."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from bot import views
from tests.album.chapters import CHAPTERS
from tests.unit.views.catalogue import everything

PICTURES = Path(__file__).parents[3] / "docs" / "views"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_views_that_exist(chapter: str) -> None:
    assert set(CHAPTERS[chapter]) <= set(everything())


def test_every_chapter_has_its_picture_and_every_picture_its_chapter() -> None:
    assert {picture.stem for picture in PICTURES.glob("*.png")} == set(CHAPTERS)


def test_everything_that_somebody_may_be_shown_is_in_a_picture() -> None:
    made = everything()
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    sys.setprofile(note)
    try:
        for chapter in CHAPTERS.values():
            for name in chapter:
                made[name]()
    finally:
        sys.setprofile(None)

    missing = [name for name, code in what_makes_views() if code not in called]
    assert missing == []


def what_makes_views() -> Iterator[tuple[str, CodeType]]:
    """The functions that make a message or a view."""
    for found in pkgutil.iter_modules(views.__path__):
        module: Any = importlib.import_module(f"bot.views.{found.name}")
        for name, one in inspect.getmembers(module, inspect.isfunction):
            is_own = one.__module__ == module.__name__ and not name.startswith("_")
            if is_own and one.__annotations__.get("return") in ("Message", "View"):
                yield f"{found.name}.{name}", one.__code__
