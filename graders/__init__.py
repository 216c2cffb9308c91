"""The engine that proofreads deep-learning labs.

The layers, each importing only those to its right::

    cli -> reports, replay -> run -> lab, student, submission -> checks, sandbox -> model, errors
"""

__version__ = "0.1.0"
