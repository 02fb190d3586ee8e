"""The page around the screens: windows in columns, in the look of a chat client."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources

from playground import Message, Screen, View
from playground.browser.blocks import blocks
from playground.browser.choices import Choices
from playground.errors import Json
from playground.screen import Surface

STYLE = """
* { box-sizing: border-box; }
body { margin: 0; padding: 28px; background: #e9e5ee; color: #1d1c1d; display: flex; gap: 28px;
  font: 15px/1.46 Lato, "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
.column { flex: 1; min-width: 0; }
figure { margin: 0 0 24px; }
figcaption { margin: 0 0 8px 2px; color: #58505f; font-size: 14px; }
.window { background: #fff; border-radius: 10px; box-shadow: 0 2px 14px #0002; overflow: hidden; }
.bar { padding: 11px 18px; border-bottom: 1px solid #eee; font-weight: 700; }
.message { display: flex; gap: 10px; padding: 12px 18px; }
.only { background: #fafafa; }
.icon { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #146b3a;
  font-size: 21px; line-height: 36px; text-align: center; }
.said { min-width: 0; flex: 1; overflow-wrap: anywhere; }
.by { font-weight: 700; }
.by small, .eyes { color: #616061; font-weight: 400; font-size: 12px; }
.by .app { background: #e8e8e8; border-radius: 3px; padding: 1px 4px; font-size: 10px; }
.modal .body { padding: 4px 22px; }
.modal .bar { font-size: 19px; padding: 16px 22px; }
.modal .foot { padding: 12px 22px; border-top: 1px solid #eee; text-align: right; }
.modal .foot .button { margin-left: 8px; }
/* No script makes these menus into a field with what is chosen: chips do. */
select[multiple] { field-sizing: content; height: auto; overflow: hidden; }
select[multiple] option { display: none; }
select[multiple] option:checked { display: inline-block; margin: 2px; padding: 1px 8px;
  border-radius: 4px; background: #e8f5fa linear-gradient(#e8f5fa, #e8f5fa); color: #1264a3; }
"""


@dataclass(frozen=True)
class Window:
    """One thing on the page, with the words above it."""

    caption: str
    html: str


def page(columns: Sequence[Sequence[Window]]) -> str:
    body = "".join(f'<div class="column">{_figures(column)}</div>' for column in columns)
    style = resources.files("playground.browser").joinpath("static", "blocks.css").read_text()
    head = f'<meta charset="utf-8"><title>Kringle</title><style>{style}{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _figures(windows: Sequence[Window]) -> str:
    return "".join(
        f"<figure><figcaption>{escape(one.caption)}</figcaption>{one.html}</figure>"
        for one in windows
    )


def conversation(caption: str, place: str, *messages: Message) -> Window:
    shown = "".join(_message(message, f"{caption} {at}") for at, message in enumerate(messages))
    bar = f'<div class="bar">{escape(place)}</div>'
    return Window(caption, f'<div class="window">{bar}{shown}</div>')


def _message(message: Message, name: str) -> str:
    eyes = '<div class="eyes">Only visible to you</div>' if message.ephemeral else ""
    by = '<div class="by">Kringle <span class="app">APP</span></div>'
    said = f'<div class="said">{eyes}{by}{_drawn(message, name)}</div>'
    only = " only" if message.ephemeral else ""
    return f'<div class="message{only}"><div class="icon">🎁</div>{said}</div>'


def modal(caption: str, view: View) -> Window:
    inside = _drawn(view, caption, (view.raw.get("state") or {}).get("values"))
    close = (view.raw.get("close") or {}).get("text", "Cancel")
    submit = f'<span class="button primary">{escape(view.submit_label)}</span>'
    foot = f'<span class="button">{escape(close)}</span>{submit if view.submit_label else ""}'
    parts = (("bar", escape(view.title)), ("body", inside), ("foot", foot))
    html = "".join(f'<div class="{name}">{part}</div>' for name, part in parts)
    return Window(caption, f'<div class="window modal">{html}</div>')


def home(caption: str, screen: Screen) -> Window:
    inside = _drawn(screen, caption)
    bar = '<div class="bar">Kringle: Home</div>'
    html = f'{bar}<div class="body">{inside}</div>'
    return Window(caption, f'<div class="window modal">{html}</div>')


def _drawn(surface: Surface, name: str, values: Json | None = None) -> str:
    prefix = re.sub(r"\W+", "-", name)
    return blocks(surface.blocks, values or {}, surface.reader, Choices(), prefix=prefix)
