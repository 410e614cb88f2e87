"""Dynamic ordinal item response: positions of units over time from ordered votes on items."""
