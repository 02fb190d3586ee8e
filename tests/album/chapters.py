"""Which views stand on which page, by their names in `tests.unit.views.catalogue`."""

from __future__ import annotations

CHAPTERS: dict[str, tuple[str, ...]] = {
    "starting": (
        "create-empty",
        "create-more-typical",
        "created-ordinary",
        "announcement-typical",
        "joined-ordinary",
        "settings-typical",
        "may-not-create-empty",
        "postpone-ordinary",
    ),
    "inviting": (
        "invite-form-ordinary",
        "invited-typical",
        "invitation-invited-True-ordinary",
        "reminder-ordinary",
        "invitation-declined-True-ordinary",
        "organizers-ordinary",
        "welcome-ordinary",
    ),
    "exclusions": (
        "exclusions-empty",
        "exclusions-office",
        "exclusions-stuck-office",
        "relax-relaxable-open",
        "exclusions-own",
        "add-group",
        "add-own",
        "reconsider-ordinary",
    ),
    "drawing": (
        "confirm-drawable-open",
        "confirm-relaxable-open",
        "stalled-relaxable-stalled",
        "undrawable-too-few-open",
        "drawn-ordinary",
        "report-office",
    ),
    "matches": (
        "match-office",
        "envelope-ordinary",
        "shown-office",
        "editor-empty",
        "editor-office",
        "wish-office",
        "news",
    ),
    "talk": (
        "talk-form-giver",
        "talk-preview-giver-typical",
        "talk-warned-giver-typical",
        "talk-received-giver-typical",
        "talk-received-recipient-typical",
        "talk-muted-recipient",
        "talk-reported-giver-typical",
    ),
    "home": (
        "home-empty",
        "home-invited",
        "home-typical",
        "status-typical",
        "history-typical",
        "help",
    ),
}
