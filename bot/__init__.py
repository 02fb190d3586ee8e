"""Kringle in Slack."""
