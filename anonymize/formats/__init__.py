"""What doctors send, as pixels: each file is weighed before it is decoded."""
