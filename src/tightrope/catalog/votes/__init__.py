"""Votes in the United Nations: the joined roll calls, and the ideal points as published."""
