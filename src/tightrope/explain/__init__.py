"""Room 4: theory, alignment and evidence become effects and verdicts."""
