"""What a lab gives to its students: starters, notebooks, and a self-check that holds no solution."""
