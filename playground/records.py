"""Looking back: the controls for calls, traffic, complaints and the transcript."""

from __future__ import annotations

from playground.errors import Json
from playground.workspace import Workspace


class Records:
    """What happened: calls, complaints, the transcript; and the files that the bot has shared."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def calls(self, method: str | None) -> list[Json]:
        calls = self.workspace.calls
        return [one.as_json() for one in calls if method in (None, one.method)]

    def traffic(self, after: int) -> list[Json]:
        return self.workspace.traffic.entries(after)

    def traffic_entry(self, n: int) -> Json | None:
        return self.workspace.traffic.entry(n)

    def uploads(self) -> list[Json]:
        return [one.as_json() for one in self.workspace.uploads.values() if one.channel_id]

    def complaints(self, forget: bool) -> list[str]:
        complaints = list(self.workspace.complaints)
        if forget:
            self.workspace.complaints.clear()
        return complaints

    def events(self, after: int, seconds: float) -> list[Json]:
        """Transcript entries after the nth; waits for the first one that long."""
        transcript = self.workspace.transcript
        self.workspace.noted.wait_for(lambda: len(transcript) > after, seconds)
        return transcript[after:]
