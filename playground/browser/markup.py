"""What a bot or a person wrote, as HTML: mrkdwn, plain text, links and mentions.

Marks count where Slack lets them: around words, not within them, and within one line.
"""

from __future__ import annotations

import html
import re
from itertools import groupby

from markupsafe import Markup, escape

from playground import rendering
from playground.emoji_names import with_emoji
from playground.errors import Json
from playground.rendering import Reader

BREAK = Markup("<br>")
LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
FENCE = re.compile(r"\n?```\n?(.+?)\n?```\n?", re.DOTALL)
REST_QUOTED = re.compile(r"^(?:>>>|&gt;&gt;&gt;) ?", re.MULTILINE)
QUOTED = re.compile(r"^(?:>|&gt;) ?")


def _around(name: str, mark: str) -> str:
    """A mark on both sides of something that neither begins nor ends with a space."""
    inside = rf"(?:<[^<>\n]+>|[^{mark}<\n])"
    return rf"(?<!\w){mark}(?!\s)(?P<{name}>{inside}+)(?<!\s){mark}(?!\w)"


MARK = re.compile(
    "|".join(
        (
            r"<(?P<token>[^<>\n]+)>",
            r"(?<![\w`])`(?P<code>[^`\n]+)`(?![\w`])",
            _around("b", r"\*"),
            _around("i", "_"),
            _around("s", "~"),
        )
    )
)
TAGS = {
    "b": Markup("<b>{}</b>"),
    "i": Markup("<i>{}</i>"),
    "s": Markup("<s>{}</s>"),
    "code": Markup("<code>{}</code>"),
}
MENTION = Markup('<span class="mention">{}</span>')


def text_object(value: Json | None, reader: Reader) -> Markup:
    if not value:
        return Markup()
    text = str(value.get("text", ""))
    if value.get("type") == "mrkdwn":
        return mrkdwn(text, reader)
    return plain(text) if value.get("emoji", True) else lines(text)


def words(value: Json | None, reader: Reader) -> str:
    """A text object where HTML has no room for markup: in an attribute, or a menu's option."""
    return with_emoji(rendering.text_object(value, reader))


def plain(text: str) -> Markup:
    """Names of emoji become emoji; nothing else is markup."""
    return lines(with_emoji(text))


def lines(text: str) -> Markup:
    return BREAK.join(text.split("\n"))


def mrkdwn(text: str, reader: Reader) -> Markup:
    """Slack's markup as this person reads it."""
    parts = FENCE.split(text)
    return Markup().join(
        Markup("<pre>{}</pre>").format(rendering.mrkdwn(part, reader))
        if at % 2
        else _unfenced(part, reader)
        for at, part in enumerate(parts)
    )


def _unfenced(text: str, reader: Reader) -> Markup:
    before, *rest = REST_QUOTED.split(text, maxsplit=1)
    shown = _lines(before.removesuffix("\n") if rest else before, reader)
    return shown + (_quote(rest[0].split("\n"), reader) if rest else Markup())


def _lines(text: str, reader: Reader) -> Markup:
    groups = groupby(text.split("\n"), key=lambda line: bool(QUOTED.match(line)))
    return Markup().join(
        _quote([QUOTED.sub("", line) for line in group], reader)
        if quoted
        else BREAK.join(_inline(line, reader) for line in group)
        for quoted, group in groups
    )


def _quote(quoted: list[str], reader: Reader) -> Markup:
    inside = BREAK.join(_inline(line, reader) for line in quoted)
    return Markup("<blockquote>{}</blockquote>").format(inside)


def _inline(text: str, reader: Reader) -> Markup:
    shown, at = Markup(), 0
    for found in MARK.finditer(text):
        shown += _words(text[at : found.start()]) + _marked(found, reader)
        at = found.end()
    return shown + _words(text[at:])


def _marked(found: re.Match[str], reader: Reader) -> Markup:
    kind = str(found.lastgroup)
    if kind == "token":
        return _token(found[kind], reader)
    if kind == "code":
        return TAGS[kind].format(rendering.mrkdwn(found[kind], reader))
    return TAGS[kind].format(_inline(found[kind], reader))


def _words(text: str) -> Markup:
    return escape(with_emoji(html.unescape(text)))


def _token(inside: str, reader: Reader) -> Markup:
    target = html.unescape(inside.partition("|")[0])
    shown = with_emoji(rendering.mrkdwn(f"<{inside}>", reader))
    if target.startswith("!date^"):
        return link(target.split("^")[3] if target.count("^") > 2 else "", shown)
    return MENTION.format(shown) if target[:1] in ("@", "#", "!") else link(target, shown)


def link(url: str, shown: str) -> Markup:
    """A link only to where nothing can happen to the page it is on; the words alone otherwise."""
    if not LINK.match(url):
        return escape(shown)
    anchor = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return anchor.format(url, shown)
