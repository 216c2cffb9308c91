"""Ends the process with status 0 while it is loaded.

An exit status is no evidence: a worker that ends without a reply has failed the check that asked.
"""
# row: 1
# defence: P
# naive: fooled by its exit status
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- os._exit(0) at import

import os

os._exit(0)
