"""Exchange with other programs: REFI-QDA projects and codebooks, tables, web annotations; both ways, nothing silent."""
