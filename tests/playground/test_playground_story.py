"""The sample bot, driven by people through both ways in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from playground import Person, Playground

DRAW_AT = datetime(2026, 12, 12, 17, tzinfo=UTC)


@pytest.mark.usefixtures("bot")
def test_from_the_command_to_the_updated_message(slack: Playground) -> None:
    ana, ben = slack.person("Ana Lind", tz="Europe/Berlin"), slack.person("Ben")
    general = slack.channel("general", members=[ana, ben])

    reply = ana.command("/santa new", general)
    assert reply.modal
    assert reply.modal.title == "New exchange"
    assert ana.submit() == {
        "Name": "Please complete this required field.",
        "Channel": "Please complete this required field.",
    }
    ana.fill("Name", "bad")
    ana.choose("Chan", general)
    ana.pick_time("Draw", DRAW_AT)
    assert ana.submit() == {"Name": "Another name, please"}
    ana.fill("Name", "Office Santa")
    assert ana.submit() == {}
    assert ana.modal is None

    shown = ben.sees(general)[-1]
    assert shown.text == "*Office Santa* by @Ana Lind"
    assert shown.notification == "Office Santa is open"
    assert shown.mentions == [ana.id]
    assert shown.author == "Kringle"
    answer = ben.press("Join", general)
    assert answer
    assert answer.text == "You are in"
    assert [one.text for one in ana.sees(general)] == ["Somebody joined"]
    assert [one.ephemeral for one in ben.sees(general)] == [False, True]
    assert slack.complaints() == []


@pytest.mark.usefixtures("socket")
def test_a_command_is_answered_in_its_acknowledgement(slack: Playground) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])

    reply = ana.command("/santa <hello> @Ana & #general", general)

    assert reply.text == "You said: <hello> @Ana & #general"
    assert f"<@{ana.id}|ana>" in (reply.message.raw["text"] if reply.message else "")


@pytest.mark.usefixtures("http")
def test_the_home_tab_and_its_overflow_menu(slack: Playground) -> None:
    ana = slack.person("Ana")

    assert "Welcome" in ana.open_home().text
    ana.press_overflow("Lamp", "Remove")

    assert ana.home.text == "No lamp left"


@pytest.mark.usefixtures("http")
def test_closing_a_modal_tells_the_bot_if_it_asked(slack: Playground) -> None:
    ana = slack.person("Ana")
    ana.command("/santa new", slack.channel("general", members=[ana]))

    ana.close_modal()

    assert [one.text for one in ana.direct_messages] == ["Maybe later"]


@pytest.mark.usefixtures("http")
def test_typed_input_stays_only_under_the_same_ids(slack: Playground) -> None:
    ana = slack.person("Ana")
    ana.command("/santa new", slack.channel("general", members=[ana]))
    ana.fill("Name", "Office Santa")
    ana.pick_time("Draw", DRAW_AT)

    ana.press("More")

    assert ana.modal
    assert ana.modal.values == {"Name": "Office Santa", "Channel": None, "Draw": None}


@pytest.mark.usefixtures("http")
def test_a_trigger_opens_one_view(slack: Playground) -> None:
    ana = slack.person("Ana")

    ana.command("/santa twice", slack.channel("general", members=[ana]))

    assert [call["error"] for call in slack.calls("views.open")] == [None, "exchanged_trigger_id"]
    assert len(slack.complaints()) == 1


@pytest.mark.usefixtures("http")
@pytest.mark.parametrize(
    ("answer", "callback_id", "depth"),
    [("push", "second", 2), ("update", "third", 1), ("clear", None, 0)],
)
def test_a_submission_may_be_answered_with_a_view(
    slack: Playground, answer: str, callback_id: str | None, depth: int
) -> None:
    ana = slack.person("Ana")

    assert _submit(slack, ana, answer) == {}

    assert (ana.modal.callback_id if ana.modal else None) == callback_id
    for _ in range(depth):
        ana.close_modal()
    assert ana.modal is None
    assert slack.complaints() == []


@pytest.mark.usefixtures("http")
@pytest.mark.parametrize(
    ("answer", "shown", "complaint"),
    [
        ("wrong errors", {"nowhere": "Another, please"}, "'nowhere', which is no input block"),
        (
            "broken view",
            {"": "We had some trouble connecting. Try again?"},
            "missing required field: title",
        ),
    ],
)
def test_a_wrong_answer_to_a_submission_is_a_complaint(
    slack: Playground, answer: str, shown: dict[str, str], complaint: str
) -> None:
    assert _submit(slack, slack.person("Ana"), answer) == shown

    (words,) = slack.complaints()
    assert complaint in words


def _submit(slack: Playground, ana: Person, name: str) -> dict[str, str]:
    general = slack.channel("general", members=[ana])
    ana.command("/santa new", general)
    ana.fill("Name", name)
    ana.choose("Channel", general)
    return ana.submit()


def test_without_a_bot_a_command_fails_in_slacks_words(slack: Playground) -> None:
    ana = slack.person("Ana")

    reply = ana.command("/santa", slack.channel("general", members=[ana]))

    assert reply.text == "/santa failed with the error “dispatch_failed”"


@pytest.mark.usefixtures("http")
def test_a_missing_button_is_reported_with_those_that_are_there(slack: Playground) -> None:
    ana = slack.person("Ana")
    ana.command("/santa new", slack.channel("general", members=[ana]))

    with pytest.raises(AssertionError, match=r"no button 'Join' here; there are: \['More'\]"):
        ana.press("Join")
