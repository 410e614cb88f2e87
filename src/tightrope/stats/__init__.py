"""Mathematics: arrays in, arrays out; knows no politics."""
