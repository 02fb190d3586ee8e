"""What the bot of these tests shows: every element of Slack's once, in a modal or in a message."""

from __future__ import annotations

from typing import Any

from tests.playground.sample_bot import button, section, text_input

Json = dict[str, Any]
FRUIT = ("Apple", "Pear", "Plum", "Fig")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def option(text: str, **more: Any) -> Json:
    return {"text": plain(text), "value": text.lower(), **more}


def options(*texts: str) -> list[Json]:
    return [option(one) for one in texts]


def element(kind: str, name: str, **more: Any) -> Json:
    return {"type": kind, "action_id": name, **more}


def field(kind: str, name: str, label: str, *, dispatch: bool = False, **more: Any) -> Json:
    """An input whose block and action are both called `name`; nobody has to fill it in."""
    return {
        "type": "input",
        "block_id": name,
        "optional": True,
        "dispatch_action": dispatch,
        "label": plain(label),
        "element": element(kind, name, **more),
    }


def beside(text: str, accessory: Json) -> Json:
    """A section with an element at its right."""
    return section(text, block_id=accessory["action_id"], accessory=accessory)


def row(name: str, *elements: Json) -> Json:
    return {"type": "actions", "block_id": name, "elements": list(elements)}


def confirm(text: str) -> Json:
    return {
        "title": plain("Sure?"),
        "text": plain(text),
        "confirm": plain("Yes, do"),
        "deny": plain("Rather not"),
    }


def modal(callback: str, title: str, blocks: list[Json], **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title),
        "submit": plain("Send"),
        "close": plain("Close"),
        "notify_on_close": True,
        "blocks": blocks,
        **more,
    }


def form() -> Json:
    """Every kind of input."""
    groups = [
        {"label": plain("Trees"), "options": options("Apple", "Pear")},
        {"label": plain("Shrubs"), "options": options("Currant", "Rose")},
    ]
    return modal(
        "form",
        "Everything",
        [
            field("plain_text_input", "text", "Text"),
            field("plain_text_input", "lines", "Lines", multiline=True),
            field("email_text_input", "mail", "E-mail"),
            field("url_text_input", "url", "Address"),
            field("number_input", "number", "Number", is_decimal_allowed=True),
            field("static_select", "fruit", "Fruit", options=options(*FRUIT)),
            field("static_select", "plant", "Plant", option_groups=groups),
            field("users_select", "person", "Person"),
            field("conversations_select", "place", "Place"),
            field("channels_select", "channel", "Channel"),
            field(
                "multi_static_select",
                "fruits",
                "Fruits",
                options=options(*FRUIT),
                max_selected_items=2,
            ),
            field("multi_users_select", "persons", "Persons"),
            field("multi_conversations_select", "places", "Places"),
            field("multi_channels_select", "channels", "Channels"),
            field("datepicker", "day", "Day"),
            field("timepicker", "time", "Time", timezone="Europe/Berlin"),
            field("datetimepicker", "moment", "Moment"),
            field("checkboxes", "boxes", "Boxes", options=options(*FRUIT)),
            field("radio_buttons", "radio", "Radio", options=options(*FRUIT)),
            field("rich_text_input", "rich", "Rich text"),
            field("file_input", "file", "File", filetypes=["csv"], max_files=2),
        ],
    )


def message(origin: str) -> list[Json]:
    """Every kind of block and everything that acts at once; pictures and links are of `origin`."""
    select = element("static_select", "fruit", options=options(*FRUIT))
    return [
        {"type": "header", "text": plain("Heading :gift:")},
        section("Said *loud*", fields=[plain("Left"), plain("Right")]),
        {"type": "divider"},
        beside("Fruit", {**select, "confirm": confirm("Another fruit?")}),
        beside("Person", element("users_select", "person")),
        beside("Fruits", element("multi_static_select", "fruits", options=options(*FRUIT))),
        beside("More", element("overflow", "more", options=options("Keep", "Remove"))),
        beside("Look", button("look", "Look", url=f"{origin}/?look=1")),
        row(
            "row",
            button("gift", "Give", value="g1", confirm=confirm("Give it away?")),
            element("datepicker", "day"),
            element("checkboxes", "boxes", options=options("Apple", "Pear")),
            element("radio_buttons", "radio", options=options("Plum", "Fig")),
        ),
        {"type": "image", "image_url": f"{origin}/static/0/icon.svg", "alt_text": "A gift"},
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "Small _print_"}],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": words}],
                        }
                        for words in ("one thing", "another thing")
                    ],
                }
            ],
        },
    ]


def required() -> Json:
    """Inputs that have to be filled in, none of which is a line of text."""
    fields = [
        field("multi_static_select", "fruits", "Fruits", options=options(*FRUIT)),
        field("checkboxes", "boxes", "Boxes", options=options(*FRUIT)),
        field("rich_text_input", "rich", "Rich text"),
    ]
    return modal("form", "Required", [{**one, "optional": False} for one in fields])


def steps(depth: int = 1, *, note: str = "") -> Json:
    """A modal of a stack; its bot changes it, or puts another on top."""
    above = [section(note, block_id="note")] if note else []
    return modal(
        "steps",
        f"Step {depth} :gift:",
        [
            *above,
            text_input("name", "Name"),
            field("multi_static_select", "fruits", "Fruits", options=options(*FRUIT)),
            field("plain_text_input", "search", "Search", dispatch=True),
            row("row", button("push", "Next step"), button("update", "Change it")),
        ],
        private_metadata=str(depth),
    )
