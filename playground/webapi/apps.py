"""auth.test: whose token this is."""

from __future__ import annotations

from playground.errors import Json
from playground.webapi.arguments import Call, Method
from playground.workspace import APP_ID


def auth_test(call: Call) -> Json:
    bot = call.workspace.members[call.team.bot_user_id]
    return {
        "url": f"https://{call.team.domain}.slack.com/",
        "team": call.team.name,
        "team_id": call.team.id,
        "user": bot.name,
        "user_id": bot.id,
        "bot_id": call.team.bot_id,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


METHODS: dict[str, Method] = {"auth.test": auth_test}
