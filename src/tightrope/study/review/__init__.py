"""A review from its files to its tables: begin, ask, judge, count."""
