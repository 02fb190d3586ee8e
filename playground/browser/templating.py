"""Templates of HTML, in which everything that is not marked as HTML is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"


def static() -> str:
    """Where scripts and styles are to be had. Another address as soon as one is changed, so that a
    browser may keep them: a dozen requests for every conversation would be felt."""
    return f"/static/{max(one.stat().st_mtime_ns for one in STATIC.iterdir())}"


@cache
def environment() -> Environment:
    """A template that is changed is read again."""
    made = Environment(
        loader=PackageLoader("playground.browser"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    return made


def rendered(template: str, **values: Any) -> Markup:
    """The template of this name with these values, ready to stand in another."""
    return Markup(environment().get_template(template).render(values))  # noqa: S704 (autoescaped)
