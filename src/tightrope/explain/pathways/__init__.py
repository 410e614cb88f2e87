"""How pressure reaches ties and results: a panel model over states, its effects, and what it cannot resolve."""
