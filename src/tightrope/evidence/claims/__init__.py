"""What a text claims: who did what to whom, when, how surely and on whose word; and what cannot both hold."""
