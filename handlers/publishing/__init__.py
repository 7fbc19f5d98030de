"""Publishing: a case comes into its channel as it was approved, and leaves it again whole."""
