"""Rich text as HTML. What is written in it is shown as it is: it has no markup of its own."""

from __future__ import annotations

import re
from itertools import groupby

from markupsafe import Markup, escape

from playground.browser.markup import MENTION, lines, link
from playground.emoji_names import with_emoji
from playground.errors import Json
from playground.rendering import Reader, date_text

LIST = "rich_text_list"
BLOCKS = {
    "rich_text_section": Markup("<div>{}</div>"),
    "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
    "rich_text_preformatted": Markup("<pre>{}</pre>"),
}
STYLES = {
    "code": Markup("<code>{}</code>"),
    "bold": Markup("<b>{}</b>"),
    "italic": Markup("<i>{}</i>"),
    "strike": Markup("<s>{}</s>"),
    "underline": Markup("<u>{}</u>"),
    "highlight": Markup("<mark>{}</mark>"),
}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
#: Drawn, because a page may forbid styles within its HTML.
SWATCH = Markup(
    '<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">'
    '<rect width="1" height="1" fill="{}"/></svg>{}'
)


def rich_text(block: Json, reader: Reader) -> Markup:
    shown = Markup()
    for is_list, group in groupby(block["elements"], key=lambda one: one["type"] == LIST):
        elements = list(group)
        if is_list:
            shown += _lists(elements, reader)
        else:
            shown += Markup().join(_container(one, reader) for one in elements)
    return shown


def _container(element: Json, reader: Reader) -> Markup:
    template = BLOCKS.get(element["type"], BLOCKS["rich_text_section"])
    return template.format(_inside(element, reader))


def _inside(element: Json, reader: Reader) -> Markup:
    return Markup().join(_inline(one, reader) for one in element.get("elements", []))


def _lists(waiting: list[Json], reader: Reader) -> Markup:
    """Lists that follow one another; one that is set in stands in the item before it."""
    shown = Markup()
    while waiting:
        first, *waiting = waiting
        deeper = []
        while waiting and waiting[0].get("indent", 0) > first.get("indent", 0):
            deeper.append(waiting.pop(0))
        shown += _list(first, _lists(deeper, reader), reader)
    return shown


def _list(element: Json, nested: Markup, reader: Reader) -> Markup:
    items = [_inside(one, reader) for one in element["elements"]] or [Markup()]
    items[-1] += nested
    inside = Markup().join(Markup("<li>{}</li>").format(item) for item in items)
    if element.get("style") == "ordered":
        return Markup('<ol start="{}">{}</ol>').format(int(element.get("offset", 0)) + 1, inside)
    return Markup("<ul>{}</ul>").format(inside)


def _inline(element: Json, reader: Reader) -> Markup:
    shown = _bare(element, reader)
    style = element.get("style") or {}
    for name, template in STYLES.items():
        if style.get(name):
            shown = template.format(shown)
    return shown


def _bare(element: Json, reader: Reader) -> Markup:
    match element["type"]:
        case "user":
            return MENTION.format("@" + reader.name(element["user_id"]))
        case "channel":
            return MENTION.format("#" + reader.name(element["channel_id"]))
        case "usergroup":
            return MENTION.format("@" + reader.name(element["usergroup_id"]))
        case "broadcast":
            return MENTION.format("@" + element["range"])
        case "emoji":
            return escape(with_emoji(_emoji_name(element)))
        case "date":
            words = date_text(int(element["timestamp"]), element["format"], reader)
            return link(element.get("url") or "", words)
        case "link":
            return link(element["url"], element.get("text") or element["url"])
        case "color":
            return _colour(element["value"])
        case _:
            return lines(str(element.get("text") or ""))


def _emoji_name(element: Json) -> str:
    tone = element.get("skin_tone")
    return f":{element['name']}:" + (f":skin-tone-{tone}:" if tone and tone > 1 else "")


def _colour(value: str) -> Markup:
    return SWATCH.format(value, value) if COLOUR.fullmatch(value) else escape(value)
