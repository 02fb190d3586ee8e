"""What people write in channels beside commands."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from playground import Playground, PlaygroundError
from tests.playground.sample_bot import refused


@pytest.mark.usefixtures("bot")
def test_everybody_in_the_channel_reads_it_and_the_bot_is_not_told(
    slack: Playground, client: WebClient
) -> None:
    ana, ben = slack.person("Ana Lind"), slack.person("Ben Roe")
    general = slack.channel("general", members=[ana, ben])

    ana.say(f"  {ben.mention} <b> & #general? ", general)

    assert [one.text for one in ben.sees(general)] == ["@Ben Roe <b> & #general?"]
    (stored,) = client.conversations_history(channel=general.id)["messages"]
    assert stored["text"] == f"<@{ben.id}> &lt;b&gt; &amp; <#{general.id}|general>?"
    assert (stored["user"], stored.get("bot_id")) == (ana.id, None)
    assert slack.deliveries() == []
    assert slack.transcript() == ["Ana Lind (#general): @Ben Roe <b> & #general?"]


def test_the_bot_cannot_change_or_delete_what_people_write(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    ana.say("Hello", general)
    place = {"channel": general.id, "ts": ana.sees(general)[-1].ts}

    assert refused(client.chat_update, text="x", **place) == "cant_update_message"
    assert refused(client.chat_delete, **place) == "cant_delete_message"
    assert [one.text for one in ana.sees(general)] == ["Hello"]


def test_where_one_cannot_write_one_is_told_why(slack: Playground) -> None:
    ana, ben = slack.person("Ana Lind"), slack.person("Ben Roe")
    general = slack.channel("general", members=[ana])
    old = slack.channel("old", members=[ana], private=True)
    slack.archive(old)

    with pytest.raises(PlaygroundError, match="Ben Roe is not in #general"):
        ben.say("Hello", general)
    with pytest.raises(PlaygroundError, match="#old is archived"):
        ana.say("Hello", old)
    with pytest.raises(PlaygroundError, match="sending messages to Kringle has been turned off"):
        ana.say("Hello", ana.dm)
    with pytest.raises(PlaygroundError, match="nothing to send"):
        ana.say("  ", general)
    with pytest.raises(PlaygroundError, match="at most 40,000 characters"):
        ana.say("x" * 40_001, general)
    assert ana.sees(general) == ana.sees(old) == ana.direct_messages == []
