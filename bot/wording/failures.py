"""What is said when something does not work, though nobody did anything wrong."""

from __future__ import annotations

#: `code` lets the operator find the error in the log.
SOMETHING_BROKE = (
    "Something went wrong on our side. Nothing that was saved is lost. Please try again in a "
    "moment; if it happens again, tell whoever looks after Kringle here this code: {code}"
)
#: For a button or form that no part of this version knows.
NOT_KNOWN = (
    "I don't know that button any more; it may be from an older version. Nothing has changed. "
    "/santa status shows your exchanges and what you can do."
)
SLACK_AWAY = (
    "Slack does not answer me at the moment, so nothing has been done. "
    "Please try again in a minute."
)
#: For people whom somebody has named: nobody is taken unseen.
NOT_TOLD = (
    "Slack does not tell me at the moment who these people are, so nothing has changed. "
    "Please press Save again in a minute."
)
DATABASE_AWAY = (
    "I cannot reach my database right now. Nothing was changed; please try again in a minute."
)
#: For a change that was on its way, and one that was made before something else went wrong.
PERHAPS_SAVED = (
    "I lost touch with my database in the middle of this, so I can't tell whether it was saved. "
    "Please try again in a minute: nothing will be done twice."
)
TOO_SLOW = "That took too long, and Slack has given up waiting. Please try it once more."
NOBODY_CHOSEN = "Please choose people, a channel or a user group."
CHANNEL_OUT_OF_REACH = (
    "I can't read who is in this channel. If it is private, you have to be in it, and I, too: "
    "type /invite @Kringle there, then press Invite again."
)
GROUP_OUT_OF_REACH = "I can't read who is in this user group. Please choose people or a channel."
NO_FILE_CHOSEN = "Please choose a CSV file or an Excel workbook first."
FILE_GONE = (
    "Slack does not give me this file any more; perhaps it was deleted. Please upload it once more."
)
#: The app was installed before it asked for this.
FILES_NOT_ALLOWED = (
    "I may not read files or look up e-mail addresses here yet. Please ask whoever looks after "
    "Kringle to paste its newest manifest and reinstall it; people, a channel or a user group can "
    "be invited all the same."
)
READING_BROKE = (
    "Something went wrong on our side while I read your file. Nothing has been saved; please send "
    "it once more."
)
#: After a while in which nobody waited.
INVITING_BROKE = (
    "Something went wrong on our side before all were invited. Please invite them once more: "
    "nobody is asked twice."
)
NOT_DONE = "Something went wrong on our side, so nothing has been done. Please try it once more."
NOT_POSSIBLE = "That isn't possible right now. /santa status shows where your exchanges stand."
