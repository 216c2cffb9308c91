"""The benchmark's class graded with other graders, each in its own form and in an environment of its own."""
