"""Questions about any schema: each module yields vectors without answers."""
