"""How indicators show a tie: shares and amounts with zeros, counts, rungs, and files that report one thing twice."""
