"""What does a failure look like? Explained by fit and by the lab's known mistakes, or not at all; never guessed."""
