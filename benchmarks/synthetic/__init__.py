"""Hard synthetic writing with exact truth: a half to tune on, a half kept apart."""
