"""The deciders: parties with strategy, as Mesa agents. Few and rich; residents and workers live in tables."""
