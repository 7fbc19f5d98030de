"""The thread below a post: answers, what may stand there, what moderators do about the rest."""
