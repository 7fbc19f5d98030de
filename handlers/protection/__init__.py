"""Protection: reports and requests, what is hidden at once, and what is decided afterwards."""
