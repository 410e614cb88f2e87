"""Corridor: the only place that knows the order, from study.toml to report."""
