"""A local Slack, good enough to run a bot for real: Web API, signed HTTP and Socket Mode.

Start it, point the bot at it, and be the people:

    from playground import Playground

    with Playground.start() as slack:                # or Playground.connect(url)
        ana = slack.person("Ana Lind", tz="Europe/Berlin")
        general = slack.channel("general", members=[ana])
        # the bot: SLACK_API_URL=slack.api_url, SLACK_BOT_TOKEN=slack.bot_token, and
        #   Socket Mode: SLACK_APP_TOKEN=slack.app_token, then slack.wait_for_bot()
        #   HTTP: SLACK_SIGNING_SECRET=slack.signing_secret, then slack.use_http(its url)
        reply = ana.command("/santa new", general)   # returns when the bot has answered
        ana.fill("Name", "Office Santa")             # inputs are found by what is written there
        assert ana.submit() == {}                    # errors by label; empty: accepted
        ana.press("Join", general)
        assert "Ana Lind" in ana.sees(general)[-1].text
        assert slack.complaints() == []              # no rule of Slack was broken

`python -m playground` runs it as a process of its own and prints url and tokens as JSON.

`Playground` sets the scene (`person`, `channel`, `add_team`, `end_account`, `revoke_token`), orders
failures (`fail`, `lose_reply`, `drop_request`, `hang`, `late`, `garble`, `delay`, `go_down`,
`rate_limit_next`, `rate_limits`) or leaves them to chance (`weather`), moves its clock (`advance`),
plays forger (`deliver`, `redeliver`, `signed_request`), plays with the sockets
(`disconnect_socket`, `go_silent`) and looks back (`calls`, `traffic`, `complaints`, `received`,
`transcript`). `Person` does and sees what somebody in front of Slack does and sees.
Everything is in memory and listens on 127.0.0.1 only.
"""

from playground.driver import Playground
from playground.driver_bot import Delivered
from playground.driver_records import Received
from playground.driver_scene import Team
from playground.errors import PlaygroundError
from playground.onlooker import Channel
from playground.person import Person
from playground.screen import Message, Reply, Screen, View

__all__ = [
    "Channel",
    "Delivered",
    "Message",
    "Person",
    "Playground",
    "PlaygroundError",
    "Received",
    "Reply",
    "Screen",
    "Team",
    "View",
]
