"""What is held: sources pulled and added, panels built, compared, covered and exported."""
