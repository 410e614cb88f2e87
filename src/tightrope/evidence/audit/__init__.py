"""What a careful reader would query in a paper: sources, dates, figures, names, repetition, voices, method."""
