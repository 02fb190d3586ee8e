"""Pictures of Kringle as a person sees it: `python -m playground.pictures OUT.html`.

Kringle runs against a local Slack, people do what they do, and what they then have before their
eyes, blocks and all, is written as one page of HTML in the look of a chat client. `--all` writes
every screen instead of the few in the README. The README's picture is that page as a browser
shows it:

    python -m playground.pictures kringle.html
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1240,1137 \\
        --screenshot=docs/kringle.png kringle.html
"""
