"""What bots and people write, as HTML: Slack's marks count, and nothing else is markup."""

from __future__ import annotations

import pytest

from playground.browser.markup import mrkdwn, plain, text_object
from playground.browser.richtext import rich_text
from playground.errors import Json
from playground.rendering import Reader

READER = Reader(
    {"U1": "Ana <i>Lind</i>", "C1": "office", "S1": "santas"},
    tz="Europe/Oslo",
    now=1_764_900_000,  # December 5th, 2025
)


def shown(text: str) -> str:
    return str(mrkdwn(text, READER))


def rich(*elements: Json) -> str:
    return str(rich_text({"type": "rich_text", "elements": list(elements)}, READER))


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str, *styles: str) -> Json:
    return {"type": "text", "text": words, "style": dict.fromkeys(styles, True)}


def listed(*items: str, **more: object) -> Json:
    items_ = [section(text(item)) for item in items]
    return {"type": "rich_text_list", "style": "bullet", "elements": items_, **more}


def anchor(url: str, words: str) -> str:
    return f'<a href="{url}" target="_blank" rel="noopener noreferrer">{words}</a>'


def mention(words: str) -> str:
    return f'<span class="mention">{words}</span>'


MARKS = {
    "*bold* here": "<b>bold</b> here",
    "an _italic_ one": "an <i>italic</i> one",
    "~gone~": "<s>gone</s>",
    "(*bold*), *bold*!": "(<b>bold</b>), <b>bold</b>!",
    "*_both_*": "<b><i>both</i></b>",
    "`co*d*e`": "<code>co*d*e</code>",
    "snake_case_name": "snake_case_name",
    "2*3*4": "2*3*4",
    "*bold*er, over*bold*": "*bold*er, over*bold*",
    "`a`b a`b`": "`a`b a`b`",
    "2 * 3 * 4": "2 * 3 * 4",
    "* no* and *no *": "* no* and *no *",
    "__init__": "__init__",
    "*not\nso*": "*not<br>so*",
    "• one\n• two": "• one<br>• two",
    "> quoted\n&gt; too\nnot": "<blockquote>quoted<br>too</blockquote>not",
    "before\n>>> all\nof it": "before<blockquote>all<br>of it</blockquote>",
    "see\n```\n*a*\n  b\n```\nafter": "see<pre>*a*\n  b</pre>after",
    "Q&amp;A &lt;3": "Q&amp;A &lt;3",
    ":gift: :no_such_name: 10:30:15": "🎁 :no_such_name: 10:30:15",
    ":wave::skin-tone-3:": "👋🏼",
}


@pytest.mark.parametrize("typed", MARKS)
def test_marks_count_where_slack_lets_them(typed: str) -> None:
    assert shown(typed) == MARKS[typed]


TOKENS = {
    "<@U1>": mention("@Ana &lt;i&gt;Lind&lt;/i&gt;"),
    "<@U1|old>": mention("@Ana &lt;i&gt;Lind&lt;/i&gt;"),
    "<#C1>": mention("#office"),
    "<!here>": mention("@here"),
    "<!subteam^S1>": mention("@santas"),
    "<!subteam^S1|@elves>": mention("@elves"),
    "<!date^1765000000^{date_short_pretty} at {time}|soon>": "tomorrow at 6:46 AM",
    "<!date^1765000000^{date_num}^https://a.example|soon>": anchor(
        "https://a.example", "2025-12-06"
    ),
    "<!date^never^{time}|soon>": "soon",
    "<!date^1000000000000000000^{time}|soon>": "soon",
    "<!date^99999999999999999999^{time}|soon>": "soon",
    "<!date|soon>": mention("@date"),
    "<https://a.example/?b=1&amp;c=*d*>": anchor(
        "https://a.example/?b=1&amp;c=*d*", "https://a.example/?b=1&amp;c=*d*"
    ),
    "*<https://a.example/b_c_d|a *star>*": f"<b>{anchor('https://a.example/b_c_d', 'a *star')}</b>",
    "<mailto:a@b.example|write>": anchor("mailto:a@b.example", "write"),
    "https://a.example": "https://a.example",
}


@pytest.mark.parametrize("typed", TOKENS)
def test_what_stands_in_angle_brackets_is_what_it_points_at(typed: str) -> None:
    assert shown(typed) == TOKENS[typed]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JavaScript:x", " https://a", "data:x,y"])
def test_a_link_leads_nowhere_but_to_pages_and_mail(url: str) -> None:
    assert "<a" not in shown(f"<{url}|press>")
    assert "<a" not in rich(section({"type": "link", "url": url, "text": "press"}))
    assert "<a" not in shown(f"<!date^1765000000^{{time}}^{url}|soon>")


@pytest.mark.parametrize(
    "hostile",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "*&lt;img src=x onerror=alert(1)&gt;*",
        "`&lt;b&gt;`",
        "```&lt;b&gt;```",
        "> &lt;b&gt;",
        '<https://a.example/"onclick="alert(1)|&lt;b&gt;>',
    ],
)
def test_no_mark_lets_tags_through(hostile: str) -> None:
    html = shown(hostile)

    for tag in ("<script", "<img", '"onclick', "<b>&lt;b", "<b></", "<b>`"):
        assert tag not in html
    assert html.count("<b>") == hostile.startswith("*")


def test_plain_text_knows_emoji_and_nothing_else() -> None:
    assert plain("*a* <b> :tada:\n`c`") == "*a* &lt;b&gt; 🎉<br>`c`"


def test_plain_text_may_refuse_emoji() -> None:
    given = {"type": "plain_text", "text": ":tada:", "emoji": False}

    assert text_object(given, READER) == ":tada:"
    assert text_object({**given, "emoji": True}, READER) == "🎉"


INLINE: dict[str, tuple[Json, str]] = {
    "text": (text("*a* <b> :tada:\nb"), "*a* &lt;b&gt; :tada:<br>b"),
    "bold": (text("a", "bold"), "<b>a</b>"),
    "several styles": (text("a", "code", "italic"), "<i><code>a</code></i>"),
    "all other styles": (
        text("a", "strike", "underline", "highlight"),
        "<mark><u><s>a</s></u></mark>",
    ),
    "link": ({"type": "link", "url": "https://a.example"}, anchor(*["https://a.example"] * 2)),
    "user": ({"type": "user", "user_id": "U1"}, mention("@Ana &lt;i&gt;Lind&lt;/i&gt;")),
    "channel": ({"type": "channel", "channel_id": "C1"}, mention("#office")),
    "usergroup": ({"type": "usergroup", "usergroup_id": "S1"}, mention("@santas")),
    "broadcast": ({"type": "broadcast", "range": "here"}, mention("@here")),
    "emoji": ({"type": "emoji", "name": "santa", "skin_tone": 4}, "🎅🏽"),
    "unknown emoji": ({"type": "emoji", "name": "our_cat"}, ":our_cat:"),
    "date": (
        {"type": "date", "timestamp": 1_765_000_000, "format": "{date_num} {time}"},
        "2025-12-06 6:46 AM",
    ),
    "no colour": ({"type": "color", "value": '"/><b>'}, "&#34;/&gt;&lt;b&gt;"),
}


@pytest.mark.parametrize("kind", INLINE)
def test_what_rich_text_is_made_of(kind: str) -> None:
    element, html = INLINE[kind]

    assert rich(section(element)) == f"<div>{html}</div>"


def test_a_colour_is_seen_as_well() -> None:
    assert 'fill="#ff8800"' in rich(section({"type": "color", "value": "#ff8800"}))


def test_a_list_stands_within_the_item_under_which_it_is_set_in() -> None:
    html = rich(listed("a"), listed("b", "c", indent=1), listed("d", indent=2), listed("e"))

    inner = "<ul><li>b</li><li>c<ul><li>d</li></ul></li></ul>"
    assert html == f"<ul><li>a{inner}</li></ul><ul><li>e</li></ul>"


def test_a_numbered_list_goes_on_where_it_was_interrupted() -> None:
    assert rich(listed("c", style="ordered", offset=2)) == '<ol start="3"><li>c</li></ol>'


def test_quotes_and_code_keep_their_lines() -> None:
    quote = {"type": "rich_text_quote", "elements": [text("a\nb")]}
    code = {"type": "rich_text_preformatted", "elements": [text("<a>")]}

    assert rich(quote, code) == "<blockquote>a<br>b</blockquote><pre>&lt;a&gt;</pre>"
