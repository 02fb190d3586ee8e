"""`make demo`: a whole Secret Santa among eight colleagues, on a local Slack.

`stage` runs the local Slack and Kringle as processes of their own, `story` plays the people,
`narrator` prints what they do and see, `result` judges how it ended. Nothing here imports Kringle:
the demo knows it as people and operators do, through Slack, the database file and the log.
"""
