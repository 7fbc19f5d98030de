"""Places: the groups and channels that the bot works in, and whether it can."""
