"""The scheme, chapter by chapter. Pure: standard library only, no clock, no database, no randomness."""
