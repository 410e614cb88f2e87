"""Figures as hand-written SVG."""
