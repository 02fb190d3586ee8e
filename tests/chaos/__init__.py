"""Processes of the real bot against a Slack that misbehaves, killed, frozen and cut off from their
database by a seed; afterwards it is counted what each person has received.

`python -m tests.chaos` runs it for long, `test_chaos.py` for a few seconds.
"""
