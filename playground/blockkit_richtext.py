"""The rich_text block and its nested elements."""

from __future__ import annotations

from playground.blockkit_shapes import (
    Check,
    anything,
    array,
    boolean,
    by_type,
    integer,
    one_of,
    shape,
    string,
)

TYPE = {"type": anything}
STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
STYLE = shape({}, dict.fromkeys(STYLES, boolean))
STYLED = {"style": STYLE}
LONG = string(3000, 0)

INLINE: dict[str, Check] = {
    "text": shape({**TYPE, "text": string(40_000)}, STYLED),
    "link": shape({**TYPE, "url": string(3000)}, {**STYLED, "text": LONG, "unsafe": boolean}),
    "user": shape({**TYPE, "user_id": string(255)}, STYLED),
    "channel": shape({**TYPE, "channel_id": string(255)}, STYLED),
    "usergroup": shape({**TYPE, "usergroup_id": string(255)}, STYLED),
    "broadcast": shape({**TYPE, "range": one_of("here", "channel", "everyone")}, STYLED),
    "emoji": shape(
        {**TYPE, "name": string(255)},
        {**STYLED, "unicode": LONG, "url": LONG, "skin_tone": integer(1, 6)},
    ),
    "date": shape(
        {**TYPE, "timestamp": integer(0, 10**11), "format": string(3000)},
        {**STYLED, "url": LONG, "fallback": LONG},
    ),
    "color": shape({**TYPE, "value": string(20)}, STYLED),
}
INLINES = array(by_type(INLINE), 10_000, 0)
BORDER = {"border": integer(0, 1)}
SECTION = shape({**TYPE, "elements": INLINES}, {})
CONTAINERS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        {
            **TYPE,
            "style": one_of("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": SECTION}), 10_000, 0),
        },
        {**BORDER, "indent": integer(0, 8), "offset": integer(0, 10_000)},
    ),
    "rich_text_quote": shape({**TYPE, "elements": INLINES}, BORDER),
    "rich_text_preformatted": shape(
        {**TYPE, "elements": INLINES}, {**BORDER, "language": string(255)}
    ),
}
RICH_TEXT = shape(
    {**TYPE, "elements": array(by_type(CONTAINERS), 10_000, 0)}, {"block_id": string(255)}
)
