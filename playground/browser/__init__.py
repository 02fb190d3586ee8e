"""The playground in a browser: a page on which one can be anyone in the local Slack.

The playground's own server serves it. HTML is made here, from templates, for one person at a time;
the scripts in `static` carry out what is clicked and typed, and put what is new in its place.
`python -m playground.browser` runs it with a bot.
"""
