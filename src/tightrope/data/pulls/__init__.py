"""A download on its way: what a reply means, and the part of a file that is here already."""
