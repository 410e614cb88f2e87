"""Door: the local web app over the store."""
