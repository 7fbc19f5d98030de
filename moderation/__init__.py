"""The rules: members, cases, reviews; pure, without I/O and without a clock."""
