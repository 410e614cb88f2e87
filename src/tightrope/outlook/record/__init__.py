"""How long, from the record: spells, ways out, who moved, a model of competing exits, and its backtest."""
