"""What is wrong with what somebody gave: a sentence for each problem."""

from __future__ import annotations

from core.domain import bulletins
from core.domain.errors import (
    BulletinProblem,
    ExclusionProblem,
    ListProblem,
    TalkProblem,
    WishProblem,
)
from core.domain.rules import (
    MAX_CREATORS,
    MAX_EXCLUSIONS,
    MAX_GROUP,
    MAX_MEMBERS,
    MAX_NOTES,
    MAX_ORGANIZERS,
    MAX_OWN_EXCLUSIONS,
    MAX_WISH_LINK,
    MAX_WISH_NOTE,
    MAX_WISH_TITLE,
    MAX_WISHES,
)
from core.domain.talk import MAX_TEXT

BULLETIN = {
    BulletinProblem.EMPTY: "Please write something first.",
    BulletinProblem.TOO_LONG: f"Please keep it to {bulletins.MAX_TEXT} characters.",
    BulletinProblem.NOBODY: "There is nobody but you whom this would reach. Wait until somebody "
    "has joined, or invite people first.",
}

ORGANIZERS = {
    ListProblem.NOBODY: "An exchange needs an organizer. To hand it over, choose somebody else; "
    "to end it, cancel it.",
    ListProblem.TOO_MANY: f"An exchange has room for {MAX_ORGANIZERS} organizers, those included "
    "whom somebody else has added meanwhile. Please choose fewer.",
}

CREATORS = {
    ListProblem.NOBODY: "Please name at least one person, or choose another answer above.",
    ListProblem.TOO_MANY: f"Please name at most {MAX_CREATORS} people, those included whom "
    "somebody else has named meanwhile.",
}

EXCLUSION = {
    ExclusionProblem.TOO_FEW_PEOPLE: "Please choose at least two people to keep apart.",
    ExclusionProblem.NOT_YOUR_OWN: "You can say whom you would rather not draw yourself. "
    "For anything else, ask an organizer.",
    ExclusionProblem.SAME_PERSON: "Nobody draws themselves anyway. Please choose different people.",
    ExclusionProblem.ALREADY_SET: "This exclusion is there already; nothing more to do.",
    ExclusionProblem.TOO_MANY: f"That is too many: up to {MAX_GROUP} people in one exclusion, or "
    f"{MAX_MEMBERS:,} where they are a team, a channel or a user group; and {MAX_EXCLUSIONS} "
    f"exclusions from an organizer or {MAX_OWN_EXCLUSIONS} from a participant. "
    "Please choose fewer, or remove some first.",
}

WISH = {
    WishProblem.NO_TITLE: "Please say what you wish for.",
    WishProblem.TOO_LONG: f"That is too long. A wish has room for {MAX_WISH_TITLE} characters, its "
    f"link for {MAX_WISH_LINK}, its note for {MAX_WISH_NOTE}; the other fields for {MAX_NOTES}. "
    "Please shorten it.",
    WishProblem.NOT_A_LINK: "Please give a full web address that starts with http:// or https://.",
    WishProblem.TOO_MANY: f"A wishlist holds {MAX_WISHES} wishes. "
    "Please remove one before you add another.",
    WishProblem.GONE: "This wish has been removed meanwhile. Open your wishlist again to see it "
    "as it is now.",
}

TALK = {
    TalkProblem.EMPTY: "Please write something first.",
    TalkProblem.TOO_LONG: f"Please keep it to {MAX_TEXT} characters.",
    TalkProblem.MUTED: "They take no anonymous messages from you at the moment, so this was not "
    "sent and nothing was kept. They can change that at any time; try again another day.",
    TalkProblem.STOPPED: "An organizer has stopped your anonymous messages here, after one of them "
    "was reported. Nobody was told who you are. What is sent to you still reaches you.",
    TalkProblem.ENDED: "This conversation has ended: nothing more goes from one to the other. "
    "/santa status shows what you can do now.",
    TalkProblem.NOBODY: "There is nobody for you to write to in this exchange: you were not drawn "
    "in it, or they have asked to be forgotten. If that can't be right, ask an organizer.",
}
