"""People judge what machines proposed: the queue, the log of judgments, and how far coders agree."""
