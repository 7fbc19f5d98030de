"""Whether one person who floods the bot slows down the answers of everybody else."""
