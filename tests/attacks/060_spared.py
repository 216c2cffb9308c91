"""Makes the kernel spare it, and take the grader, when memory runs out.

Before a worker begins, it is put first among those to go. What it could take that back with is a file that it can't
reach; and lowering it again needs a right that it has given up.
"""
# row: 60
# defence: K, N, L, U
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or EPERM or reached

# --- takes it back


def attempt():
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("0")
    return True


# --- takes it back, in the older form


def attempt():
    with open("/proc/self/oom_adj", "w") as file:
        file.write("0")
    return True


# --- is not the first to go
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 nothing or reached


def attempt():
    with open("/proc/self/oom_score_adj") as file:
        return int(file.read()) < 1000


# --- puts another process first
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    with open(f"/proc/{VICTIM}/oom_score_adj", "w") as file:
        file.write("1000")
    return True
