"""Makes processes that make processes, without end.

No call that makes a process is let through: clone may only start threads, and clone3 is said not to exist, so that the
C library falls back to clone. Each bomb here stops by itself at sixteen processes.
"""
# row: 42
# defence: X, N, R
# unbounded: yes
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

import ctypes
import os

libc = ctypes.PyDLL(None, use_errno=True)  # it keeps the interpreter's lock, as a fork has to
INTEL = os.uname().machine == "x86_64"


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result


def machine_code(intel, arm):
    """A function of no arguments that is made of these bytes."""
    import mmap

    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes.fromhex(intel if INTEL else arm))
    function = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    function.code = code
    return function


# --- os.fork


def attempt():
    me = os.getpid()
    for _ in range(4):
        os.fork()
    if os.getpid() != me:
        os._exit(0)
    return True


# --- by its number


def attempt():
    made = call(56, 17, 0, 0, 0, 0) if INTEL else call(220, 17, 0, 0, 0, 0)
    if made == 0:
        os._exit(0)
    return made > 0


# --- by the number of its successor
# meets: tier 3 ENOSYS; tier 2 ENOSYS; tier 1 reached


def attempt():
    arguments = (ctypes.c_uint64 * 11)()
    arguments[4] = 17  # the signal of its end
    made = call(435, ctypes.addressof(arguments), 88)
    if made == 0:
        os._exit(0)
    return made > 0


# --- by its oldest number
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOSYS


def attempt():
    made = call(57 if INTEL else 1079)  # ARM has none
    if made == 0:
        os._exit(0)
    return made > 0


# --- vfork, in machine code


def attempt():
    # The new process has the memory of the old one, which sleeps until it has ended: it may touch nothing.
    made = machine_code(
        # mov eax, 58; syscall; test rax, rax; jnz end; mov eax, 60; xor edi, edi; syscall; end: ret
        "b83a0000000f054885c0750bb83c00000031ff0f05" "90909090" "c3",
        # mov x8, 220; mov x0, 0x4111; mov x1..x4, 0; svc 0; cbnz x0, end; mov x8, 93; svc 0; end: ret
        "881b80d2202288d2010080d2020080d2030080d2040080d2010000d4600000b5a80b80d2010000d4c0035fd6",
    )()
    if made < 0:
        raise OSError(-made, "")
    return made > 0


# --- posix_spawn


def attempt():
    me = os.posix_spawn("/bin/true", ["true"], {})
    return os.waitpid(me, 0)[1] == 0


# --- os.system
# meets: tier 3 nothing; tier 2 nothing; tier 1 reached


def attempt():
    return os.system("true & true & true") == 0


# --- subprocess
# slow: yes


def attempt():
    import subprocess

    return subprocess.run(["/bin/true"]).returncode == 0


# --- a pool of processes
# slow: yes
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# The class is replaced by a sentence, at every tier; what it would do is what os.fork does.


def attempt():
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(abs, range(3))) == [0, 1, 2]


# --- a terminal of its own
# slow: yes
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    made, _ = os.forkpty()
    if made == 0:
        os._exit(0)
    return os.waitpid(made, 0)[1] == 0
