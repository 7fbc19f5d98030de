"""A harness that kills the bot again and again while people use it, and then counts everything."""
