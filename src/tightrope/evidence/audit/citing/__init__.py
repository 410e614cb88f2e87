"""What a paper cites: its lists, its body, the entries read, the citations found and resolved."""
