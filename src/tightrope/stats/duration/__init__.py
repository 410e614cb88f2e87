"""Time until an exit: Aalen-Johansen curves, and hazards of competing exits with covariates."""
