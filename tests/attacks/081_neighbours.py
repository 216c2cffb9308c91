"""Harms a submission that is graded at the same time.

No call that reaches another process is let through, each worker is alone in its namespace, and Landlock lets it look at
and signal nobody outside. Two that are there at once are tried in ``test_neighbours.py``, with these ways and all others
that have a victim.
"""
# row: 81
# defence: X, N, L
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return True


def call(intel, arm, *arguments):
    return libc.syscall(ctypes.c_long(intel if os.uname().machine == "x86_64" else arm), *arguments)


# --- looks for it
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    return str(VICTIM) in os.listdir("/proc")


# --- ends it


def attempt():
    os.kill(VICTIM, 9)
    return True


# --- signals everybody that it may


def attempt():
    os.kill(-1, 0)  # in earnest it would be SIGKILL
    return True


# --- stops it by tracing


def attempt():
    checked(libc.ptrace(0x4206, VICTIM, None, None))  # PTRACE_SEIZE
    libc.ptrace(0x4207, VICTIM, None, None)
    libc.waitpid(VICTIM, None, 0x40000000)
    return checked(libc.ptrace(17, VICTIM, None, None))


# --- writes into its memory


def attempt():
    data = ctypes.create_string_buffer(8)
    place = (ctypes.c_void_p * 2)(ctypes.addressof(data), 8)
    if libc.process_vm_writev(VICTIM, place, 1, place, 1, 0) < 0 and ctypes.get_errno() != 14:  # EFAULT: allowed, but
        raise OSError(ctypes.get_errno(), "")  # there is nothing at that place
    return True


# --- takes its files


def attempt():
    theirs = call(434, 434, VICTIM, 0)  # pidfd_open
    checked(theirs)
    return checked(call(438, 438, theirs, 0, 0))  # pidfd_getfd


# --- makes it slow


def attempt():
    os.setpriority(os.PRIO_PROCESS, VICTIM, 19)
    return True


# --- makes everything slow that is of its user
# slow: yes


def attempt():
    os.setpriority(os.PRIO_USER, os.getuid(), os.getpriority(os.PRIO_USER, os.getuid()))
    return True


# --- takes it off the processors


def attempt():
    os.sched_setaffinity(VICTIM, {min(os.sched_getaffinity(0))})
    return True


# --- gives it limits
# slow: yes


def attempt():
    import resource

    resource.prlimit(VICTIM, resource.RLIMIT_CORE, (0, 0))
    return True
