"""Ways in: what a student handed in, read as bytes. Nothing of it is imported, parsed as Python or unpacked to disk."""
