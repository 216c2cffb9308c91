"""Leaves a process behind that is there when the next submission comes.

As in row 44 none can be made. At tier 1 the zygote kills whatever a worker leaves before it tells of the worker's end;
a plain process has nobody who would.
"""
# row: 82
# defence: X, N, K
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 ESRCH or reached

import os
import signal
import time


def live():
    with open(f"{FOLDER}/pid", "w") as file:
        file.write(str(os.getpid()))
    os.closerange(0, 64)
    time.sleep(30)
    os._exit(0)


def lives():
    with open(f"{FOLDER}/pid") as file:
        pid = int(file.read())
    os.kill(pid, 0)
    return True


def written():
    while not os.path.exists(f"{FOLDER}/pid") or not os.path.getsize(f"{FOLDER}/pid"):
        pass
    return True


# --- a daemon


def attempt():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            live()
        os._exit(0)
    return written()


def found():
    return lives()


# --- one that stays in the group, and ignores what it can


def attempt():
    if os.fork() == 0:
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                pass
        live()
    return written()


def found():
    return lives()


# --- one that stands still
# slow: yes


def attempt():
    made = os.fork()
    if made == 0:
        os.setsid()
        live()
    written()
    os.kill(made, signal.SIGSTOP)
    return True


def found():
    return lives()


# --- one that is always another
# slow: yes


def attempt():
    if os.fork() == 0:
        os.setsid()
        for _ in range(15):
            if os.fork():
                os._exit(0)
        live()
    return written()


def found():
    return lives()


# --- one that nobody knows
# It is made by a child that waits for the worker's end.


def attempt():
    if os.fork() == 0:
        os.setsid()
        parent = os.getppid()
        with open(f"{FOLDER}/pid", "w") as file:
            file.write(str(os.getpid()))
        while os.getppid() == parent:
            time.sleep(0.001)
        if os.fork() == 0:
            live()
        os._exit(0)
    return written()


def found():
    return lives()
