"""An audit of papers: files in, alarms out, told as text, JSON or CSV."""
