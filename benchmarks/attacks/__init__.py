"""Attacks on masked pictures: how much of writing and of faces each kind of mask gives away."""
