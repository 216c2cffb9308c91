"""Leaves a process behind that nobody can find: another session, no parent, no signals, no open files.

No process can be made in the first place, and with a worker's namespace all its processes end. At tier 1 the zygote
adopts what has lost its parent, and kills it; a plain process can leave one behind.
"""
# row: 44
# defence: X, N, K
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

import os
import signal
import time


def live():
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    os.closerange(0, 64)
    time.sleep(30)
    os._exit(0)


# --- forks twice


def attempt():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            live()
        os._exit(0)
    return True


# --- runs a program


def attempt():
    import subprocess

    subprocess.Popen(["/bin/sleep", "30"], start_new_session=True, stdin=-3, stdout=-3, stderr=-3)
    return True


# --- by a shell
# slow: yes
# meets: tier 3 nothing; tier 2 nothing; tier 1 reached


def attempt():
    return os.system("setsid nohup sleep 30 </dev/null >/dev/null 2>&1 &") == 0


# --- lets a parent of its own adopt it
# slow: yes


def attempt():
    import ctypes

    made = os.fork()
    if made == 0:
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
        os.setsid()
        if os.fork() == 0:
            live()
        os._exit(0)
    return True


# --- asks to be told of nobody's death
# A worker ends with its parent; who is told otherwise may go on.


def attempt():
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(1, 0, 0, 0, 0):  # PR_SET_PDEATHSIG
        raise OSError(ctypes.get_errno(), "")
    return True
