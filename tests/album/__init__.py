"""Every view as a picture: `python -m tests.album docs/views`.

The views are those that the tests hold against Slack's rules, empty, typical and very full; here
they are drawn in the look of a chat client, a page for each chapter, and photographed by Chromium.
`--all` writes one page of everything there is, and no picture.
"""
