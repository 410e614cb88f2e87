"""Binary causal models by types: what each unit would do under every condition, from data, clues and stated beliefs."""
