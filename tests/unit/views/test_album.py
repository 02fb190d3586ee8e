"""The pictures of the views show what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.album.chapters import CHAPTERS
from tests.unit.views.catalogue import everything

PICTURES = Path(__file__).parents[3] / "docs" / "views"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_views_that_exist(chapter: str) -> None:
    assert set(CHAPTERS[chapter]) <= set(everything())


def test_every_chapter_has_its_picture_and_every_picture_its_chapter() -> None:
    assert {picture.stem for picture in PICTURES.glob("*.png")} == set(CHAPTERS)
