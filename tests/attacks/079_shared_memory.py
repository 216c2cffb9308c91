"""Talks to another submission through what processes share: memory, queues, keys, locks, names.

None of the calls is let through but those on files, and what is made as a file can't be made outside of the work folder;
each worker has shared memory and names of its own besides.
"""
# row: 79
# defence: X, N, L, R
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
CREATE, EVERYBODY = 0o1000, 0o666


def checked(result):
    if result in (None, -1, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "")
    return result


def call(intel, arm, *arguments):
    return checked(libc.syscall(ctypes.c_long(intel if os.uname().machine == "x86_64" else arm), *arguments))


# --- shared memory


def attempt():
    place = checked(libc.shmat(checked(libc.shmget(KEY, 4096, CREATE | EVERYBODY)), None, 0))
    ctypes.memmove(place, b"here", 4)
    return True


def found():
    place = checked(libc.shmat(checked(libc.shmget(KEY, 4096, EVERYBODY)), None, 0))
    return ctypes.string_at(place, 4) == b"here"


# --- semaphores


def attempt():
    return checked(libc.semctl(checked(libc.semget(KEY, 1, CREATE | EVERYBODY)), 0, 16, 7)) == 0


def found():
    return checked(libc.semctl(checked(libc.semget(KEY, 1, EVERYBODY)), 0, 12)) == 7


# --- a queue
# slow: yes


def attempt():
    message = ctypes.create_string_buffer(bytes([1]) + bytes(7) + b"here")
    return checked(libc.msgsnd(checked(libc.msgget(KEY, CREATE | EVERYBODY)), message, 4, 0)) == 0


def found():
    message = ctypes.create_string_buffer(16)
    checked(libc.msgrcv(checked(libc.msgget(KEY, EVERYBODY)), message, 4, 0, 0))
    return message.raw[8:12] == b"here"


# --- a queue with a name
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOENT


def attempt():
    return call(240, 180, f"{NOTE}queue".encode(), os.O_CREAT | os.O_RDWR, EVERYBODY, None) >= 0


def found():
    call(240, 180, f"{NOTE}queue".encode(), os.O_RDWR, 0, None)
    return call(241, 181, f"{NOTE}queue".encode()) == 0


# --- memory with a name
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    return os.write(checked(libc.shm_open(f"/{NOTE}memory".encode(), os.O_CREAT | os.O_RDWR, EVERYBODY)), b"here") > 0


def found():
    return os.read(checked(libc.shm_open(f"/{NOTE}memory".encode(), os.O_RDONLY, 0)), 4) == b"here"


# --- a semaphore with a name
# slow: yes
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    libc.sem_open.restype = ctypes.c_void_p
    return checked(libc.sem_open(f"/{NOTE}semaphore".encode(), os.O_CREAT, EVERYBODY, 1) or -1) > 0


def found():
    return os.stat(f"/dev/shm/sem.{NOTE}semaphore").st_size > 0


# --- a key of the kernel's


def attempt():
    key = call(248, 217, b"user", f"{NOTE}key".encode(), b"here", 4, -4)  # the keyring of the user
    call(250, 219, 15, key, 20)  # for twenty seconds
    return True


def found():
    ids = (ctypes.c_int32 * 64)()
    return call(250, 219, 11, -4, ids, ctypes.sizeof(ids)) > 0


# --- a lock on a file that all can read


def attempt():
    import fcntl

    fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True


# --- a lock on some bytes of it
# slow: yes


def attempt():
    import fcntl

    fcntl.lockf(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_SH | fcntl.LOCK_NB, 1)
    return True


# --- a lock that goes with the file


def attempt():
    import fcntl
    import struct

    lock = struct.pack("hhqqi", fcntl.F_RDLCK, 0, 0, 1, 0)
    fcntl.fcntl(os.open(os.__file__, os.O_RDONLY), 37, lock)  # F_OFD_SETLK
    return True


# --- a watch on a file that all can read


def attempt():
    watch = checked(libc.inotify_init1(0))
    return checked(libc.inotify_add_watch(watch, os.__file__.encode(), 1)) > 0


# --- a socket without a path


def attempt():
    import socket

    with socket.socket(socket.AF_UNIX) as own:
        own.bind(f"\0{ABSTRACT}-own")
    return True


# --- a pipe with a name
# slow: yes
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached


def attempt():
    os.mkfifo(f"{FOLDER}/pipe", 0o666)
    return True


# --- a name for the machine
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# Only root may give it one.


def attempt():
    return checked(libc.sethostname(b"here", 4)) == 0
