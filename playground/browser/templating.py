"""Templates of HTML, in which everything that is not marked as HTML is escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def environment() -> Environment:
    """A template that is changed is read again."""
    return Environment(
        loader=PackageLoader("playground.browser"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(template: str, **values: Any) -> Markup:
    """The template of this name with these values, ready to stand in another."""
    return Markup(environment().get_template(template).render(values))  # noqa: S704 (autoescaped)
