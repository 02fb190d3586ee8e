"""Accounts that an admin of the workspace deactivates and brings back, with the bot being told."""

from __future__ import annotations

from playground.acting import Acting
from playground.errors import Json, PlaygroundError
from playground.model import Member
from playground.webapi.arguments import Call
from playground.webapi.users import user_json


class Accounts(Acting):
    """Each act returns once the bot has acknowledged the `user_change`, or could not."""

    def end_account(self, user: str) -> Json:
        return self._set_active(user, False)

    def restore_account(self, user: str) -> Json:
        return self._set_active(user, True)

    def _set_active(self, user: str, active: bool) -> Json:
        with self.workspace.lock:
            member = self.workspace.person(user)
            if member.deleted != active:
                state = "active" if active else "deactivated"
                raise PlaygroundError(f"the account of {member.real_name} is {state} already")
            self.workspace.set_active(user, active)
            if not active:
                self._sign_out(user)
            verb = "reactivates" if active else "deactivates"
            words = f"{verb} the account of {member.real_name}"
            self.workspace.note("an admin", "", words, "account")
            payload = self._user_change(member)
        answer = self.link.deliver(payload)
        self._complain_unless_acked("user_change", answer)
        return {"outcome": answer.outcome}

    def _sign_out(self, user: str) -> None:
        """What they had open closes, which nobody is told."""
        for view in self.workspace.stacks.pop(user, []):
            self.workspace.touch([user], f"view:{view.id}")

    def _user_change(self, member: Member) -> Json:
        """With the whole user object, as `users.info` answers it."""
        team, now = self.workspace.teams[member.team_id], int(self.workspace.clock.now())
        user = user_json(Call(self.workspace, team, {}), member)
        event = {"type": "user_change", "user": user, "cache_ts": now}
        event["event_ts"] = self.workspace.new_ts()
        return self.payloads.event(team.id, event)
