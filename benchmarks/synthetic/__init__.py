"""Hard synthetic writing with exact truth: drawn pictures, drawn lines, a tuning and a kept half."""
