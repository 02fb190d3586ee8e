"""The database: models, sessions, and every select."""
