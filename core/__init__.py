"""Kringle without Slack: the rules, the draw, the database and the use cases."""
