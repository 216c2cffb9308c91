"""Stops the clocks.

The grader reads its own clock, and the kernel's account of the worker.
"""
# row: 36
# defence: K
# work: slow
# options: assert_allclose clock
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- in the module time

import time

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, f"{name}_ns", lambda: 0)

# --- and in what the worker runs with

import sys
import time

for module in list(sys.modules.values()):
    for name in ("time", "monotonic", "perf_counter", "process_time"):
        if callable(vars(module).get(name)):
            setattr(module, name, lambda *_: 0.0)
