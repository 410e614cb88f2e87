"""Room 1: datasets become panels and ties."""
