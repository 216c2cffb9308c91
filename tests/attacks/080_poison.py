"""Changes the process that the workers come from, so that all after it are changed.

A worker is a copy: what it changes in its memory stays there. It holds no descriptor of the zygote's, and the zygote
lets nobody look in, or kill it.
"""
# row: 80
# defence: K, X, N, U
# meets: tier 3 nothing; tier 2 nothing; tier 1 nothing

import ctypes
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result


# --- in the interpreter


def attempt():
    import builtins
    import json

    builtins.poisoned = np.poisoned = json.poisoned = True
    sys.modules["numpy.poisoned"] = sys
    sys.path.insert(0, os.getcwd())
    sys.meta_path.insert(0, type("Finder", (), {"find_spec": lambda *_: None}))
    vars(builtins)["sum"] = vars(np)["exp"] = lambda *_: 0
    return True


def found():
    import builtins
    import json

    return any(hasattr(each, "poisoned") for each in (builtins, np, json)) or sum([1]) != 1 or np.exp(0) != 1


# --- in its environment


def attempt():
    os.environ["LABPROOF_ATTACK"] = "here"
    libc.setenv(b"LABPROOF_ATTACK", b"here", 1)
    return True


def found():
    libc.getenv.restype = ctypes.c_char_p
    return "LABPROOF_ATTACK" in os.environ or libc.getenv(b"LABPROOF_ATTACK") is not None


# --- in the memory of its libraries


def attempt():
    ctypes.pythonapi.Py_GetCopyright.restype = ctypes.c_void_p
    place = ctypes.pythonapi.Py_GetCopyright()
    checked(libc.mprotect(ctypes.c_void_p(place & ~4095), 8192, 7))
    ctypes.memmove(place, b"here", 4)
    return True


def found():
    ctypes.pythonapi.Py_GetCopyright.restype = ctypes.c_char_p
    return ctypes.pythonapi.Py_GetCopyright().startswith(b"here")


# --- in the flags of what both may hold


def attempt():
    for fd in range(3):
        os.set_blocking(fd, False)
    return True


def found():
    return not all(os.get_blocking(fd) for fd in range(3))


# --- through what it inherited
# Whatever is above the two channels would be the zygote's own.


def attempt():
    for fd in range(5, 64):
        try:
            os.fstat(fd)
        except OSError:
            continue
        return True


# --- by a signal
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM or reached
# At tier 1 it depends on whether the grader is root: then the worker is another user than its parent.


def attempt():
    os.kill(os.getppid(), 0)
    return True


# --- by tracing it
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM


def attempt():
    parent = os.getppid() or 1
    checked(libc.ptrace(0x4206, parent, None, None))  # PTRACE_SEIZE
    libc.ptrace(0x4207, parent, None, None)  # it is stopped for a moment,
    libc.waitpid(parent, None, 0x40000000)
    libc.ptrace(17, parent, None, None)  # and let go
    return True


# --- by a child that is its own
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached


def attempt():
    number, parent = (56, 0x8000 | 17) if os.uname().machine == "x86_64" else (220, 0x8000 | 17)
    made = ctypes.PyDLL(None, use_errno=True).syscall(ctypes.c_long(number), ctypes.c_ulong(parent), None, None, None, None)
    if made == 0:
        os._exit(0)
    return checked(made) > 0
