"""A packaged sentence model (extra `semantic`): likeness of passages, and a second opinion that is scored first."""
