"""Makes system calls by the numbers of another kind of program.

The filter ends a process that calls as one of another architecture, before it looks at the number.
"""
# row: 72
# defence: X
# meets: tier 3 crashed or ENOSYS; tier 2 crashed or ENOSYS; tier 1 reached or crashed or ENOSYS

# --- int 0x80, as a program of 32 bits

# Other machines than x86-64 have no way into a program of the other kind.
import ctypes
import errno
import mmap
import os

# push rbx; mov ebx, edi; mov ecx, 9; mov eax, 37 (kill); int 0x80; pop rbx; ret
CODE = bytes.fromhex("53 89fb b909000000 b825000000 cd80 5b c3")


def attempt():
    if os.uname().machine != "x86_64":
        raise OSError(errno.ENOSYS, "no such instruction")
    memory = mmap.mmap(-1, 4096, prot=7)
    memory.write(CODE)
    kill = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    answer = kill(VICTIM)
    if answer < 0:
        raise OSError(-answer, "kill")
    return True


# --- x32, the short pointers of 64 bits
# meets: tier 3 crashed or EPERM; tier 2 crashed or EPERM; tier 1 ENOSYS or reached

# Few kernels have it. On other machines it is a number that nobody has.
import ctypes

X32_KILL = 0x40000000 | 62
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(X32_KILL, VICTIM, 9) < 0:
        raise OSError(ctypes.get_errno(), "kill")
    return True


# --- an instruction of its own, past the C library
# meets: tier 3 EPERM or ENOSYS; tier 2 EPERM or ENOSYS; tier 1 reached or ENOSYS
# slow: yes

import ctypes
import errno
import mmap
import os

# mov eax, 62 (kill); mov esi, 9; syscall; ret
CODE = bytes.fromhex("b83e000000 be09000000 0f05 c3")


def attempt():
    if os.uname().machine != "x86_64":
        raise OSError(errno.ENOSYS, "no such instruction")
    memory = mmap.mmap(-1, 4096, prot=7)
    memory.write(CODE)
    kill = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    answer = kill(VICTIM)
    if answer < 0:
        raise OSError(-answer, "kill")
    return True


# --- a number beyond all that there are
# meets: tier 3 crashed or EPERM; tier 2 crashed or EPERM; tier 1 ENOSYS
# slow: yes

# The kernel itself has nothing there, which stands against it at tier 1. Some of them say x32 on x86-64.
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for number in (1 << 20, 0x7FFFFFFF, -2):
        if libc.syscall(ctypes.c_long(number), VICTIM, 9) >= 0:
            return True
    raise OSError(ctypes.get_errno(), "no such call")
