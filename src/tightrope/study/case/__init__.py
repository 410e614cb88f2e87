"""The focal state as a case: what a run hands to graph, clues and matrix, and what `show` prints of them."""
