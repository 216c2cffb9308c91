"""The trust boundary: how the grader and a student's process talk, and what that process can't do.

``wire``, ``worker`` and what ``zygote`` imports run on the far side and import nothing else of the engine.
"""
