"""What runs on a student's machine: a lab's public checks, held to what was recorded of its reference."""
