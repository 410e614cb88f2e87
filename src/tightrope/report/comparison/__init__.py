"""Several states side by side: compare.json, its page, figures and tables."""
