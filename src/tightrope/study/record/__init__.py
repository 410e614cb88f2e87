"""What a run hands to the record of spells, and what `show` prints of it."""
