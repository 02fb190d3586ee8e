"""The driver's part that sets the scene: teams, people, channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.control_line import ControlLine
from playground.onlooker import Channel
from playground.person import Person


@dataclass(frozen=True)
class Team:
    """A workspace in which the app is installed."""

    id: str
    name: str
    bot_token: str
    bot_user_id: str


class SceneSetting:
    """Whoever is added can act and is known to the bot's Web API at once."""

    _line: ControlLine
    team_id: str
    bot_user_id: str

    def add_team(self, team_id: str, name: str = "") -> Team:
        """Another workspace with the app installed, with a token and people of its own."""
        return Team(**self._line.run("add_team", team_id=team_id, name=name or team_id))

    def person(
        self,
        name: str,
        *,
        tz: str = "UTC",
        username: str | None = None,
        is_bot: bool = False,
        deleted: bool = False,
        guest: str | None = None,
        admin: str | None = None,
        stranger: bool = False,
        team: Team | None = None,
    ) -> Person:
        """Somebody new; `guest` is None, "single" or "multi"; `admin` is None, "admin", "owner" or
        "primary_owner"; a stranger is of another company."""
        home = {"home_team_id": "T0STRANGER"} if stranger else {}
        traits = {"tz": tz, "is_bot": is_bot, "deleted": deleted, **home}
        traits |= {"guest": guest, "admin": admin}
        added = self._line.run(
            "add_person", team_id=self._team(team), name=name, username=username, **traits
        )
        return Person(self._line, added["id"], name, added["username"], tz)

    def people(
        self, names: Sequence[str], *, tz: str = "UTC", team: Team | None = None
    ) -> list[Person]:
        """Many people in one go; their user names are their ids."""
        added = self._line.run("add_people", team_id=self._team(team), names=list(names), tz=tz)
        pairs = zip(added, names, strict=True)
        return [Person(self._line, one["id"], name, one["username"], tz) for one, name in pairs]

    def make_admin(self, person: Person, admin: str | None = "admin") -> None:
        """From now on; None takes it away again."""
        self._line.run("make_admin", user=person.id, admin=admin)

    def end_account(self, person: Person) -> None:
        """An admin deactivates it; returns when the bot has been told, or could not be."""
        self._line.run("end_account", user=person.id)

    def restore_account(self, person: Person) -> None:
        """The same account works again; the bot is told."""
        self._line.run("restore_account", user=person.id)

    def deactivate(self, person: Person) -> None:
        """Without a word to the bot, as if what tells it had been lost."""
        self._line.run("deactivate", user=person.id)

    def reactivate(self, person: Person) -> None:
        self._line.run("reactivate", user=person.id)

    def channel(
        self,
        name: str,
        members: Sequence[Person] = (),
        *,
        private: bool = False,
        bot_is_member: bool = True,
        team: Team | None = None,
    ) -> Channel:
        added = self._line.run(
            "add_channel",
            team_id=self._team(team),
            name=name,
            members=[one.id for one in members],
            private=private,
            bot_is_member=bot_is_member,
        )
        return Channel(added["id"], name)

    def invite_bot(self, channel: Channel, team: Team | None = None) -> None:
        self._change_members(channel, add=[team.bot_user_id if team else self.bot_user_id])

    def invite(self, channel: Channel, *people: Person) -> None:
        self._change_members(channel, add=[one.id for one in people])

    def remove(self, channel: Channel, *people: Person) -> None:
        self._change_members(channel, remove=[one.id for one in people])

    def archive(self, channel: Channel, archived: bool = True) -> None:
        """Or unarchive it. A private channel keeps its members; who was in a public one, the bot
        as well, has to be invited again (slack.com/help: Archive or delete a channel)."""
        self._line.run("archive", channel=channel.id, archived=archived)

    def add_messages(self, channel: Channel, said: Sequence[tuple[Person, str]]) -> None:
        """Many messages in one go, of which the bot is told nothing."""
        pairs = [(person.id, text) for person, text in said]
        self._line.run("add_messages", channel=channel.id, said=pairs)

    def usergroup(self, name: str, people: Sequence[Person]) -> str:
        """A user group; returns its id."""
        users = [one.id for one in people]
        return str(self._line.run("usergroup", name=name, users=users)["id"])

    def delete_files(self) -> None:
        """Everybody deletes what they have attached in modals."""
        self._line.run("delete_attachments")

    def scopes(self, *scopes: str, team: Team | None = None) -> None:
        """From now on the bot token has only these scopes."""
        self._line.run("set_scopes", team_id=self._team(team), scopes=list(scopes))

    def revoke_token(self, team: Team | None = None, *, error: str = "token_revoked") -> None:
        """From now on every call with the team's bot token is refused with this error.

        `account_inactive` is what Slack says where the app was removed.
        """
        self._line.run("set_token_error", team_id=self._team(team), error=error)

    def restore_token(self, team: Team | None = None) -> None:
        """The same token works again."""
        self._line.run("set_token_error", team_id=self._team(team), error=None)

    def messages_tab(self, enabled: bool, team: Team | None = None) -> None:
        """Whether the app's messages tab is on; without it the bot cannot write to people."""
        self._line.run("set_messages_tab", team_id=self._team(team), enabled=enabled)

    def _team(self, team: Team | None) -> str:
        return team.id if team else self.team_id

    def _change_members(
        self, channel: Channel, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        self._line.run("change_members", channel=channel.id, add=list(add), remove=list(remove))
