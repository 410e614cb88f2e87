"""Evidence to other programs and back: what is gathered for a file, and what is made of one."""
