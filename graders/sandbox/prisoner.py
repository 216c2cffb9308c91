"""What the canaries try from inside a worker: loaded there as if a student had handed it in.

Each function tries one thing that must not work, and returns True where it did; what it may break is there to be
broken. The system is asked through the C library, because Python's own functions may be kept from asking it. Linux only.
"""

import ctypes
import glob
import mmap
import os
import resource
import signal
import socket
import struct
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

EFAULT = 14
TGKILL = {"x86_64": 234, "aarch64": 131}
F_SETFL, F_SETOWN, F_SETSIG, O_ASYNC = 4, 8, 10, 0o20000
PTRACE_SEIZE = 0x4206
CLONE_NEWUSER = 0x10000000


def _done(result):
    """What a call of the C library returned; raises the OSError that Python would."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _local(port):
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H4B8x", port, 127, 0, 0, 1)


def finds_other_descriptors():
    # First of all: those after it open some of their own.
    def is_open(fd):
        try:
            os.fstat(fd)
            return True
        except OSError:
            return False

    return any(is_open(fd) for fd in range(5, 1024))


def reads_a_file_outside(path):
    with open(path) as file:
        return file.read() != ""


def writes_a_file_outside(folder):
    with open(os.path.join(folder, "written"), "w") as file:
        return file.write("here") > 0


def connects_by_tcp(port):
    fd = _done(libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0))
    return _done(libc.connect(fd, _local(port), 16)) == 0


def sends_by_udp(port):
    fd = _done(libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0))
    return _done(libc.sendto(fd, b"here", 4, 0, _local(port), 16)) == 4


def connects_to_a_unix_socket(path):
    address = struct.pack("=H", socket.AF_UNIX) + os.fsencode(path) + b"\0"
    fd = _done(libc.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0))
    return _done(libc.connect(fd, address, len(address))) == 0


def starts_a_process():
    pid = _done(libc.fork())
    if pid == 0:
        libc._exit(0)
    return True


def outlives_its_worker():
    read, write = os.pipe()
    pid = _done(libc.fork())
    if pid == 0:
        libc.setsid()
        libc.write(write, b"x", 1)
        libc.sleep(2)
        libc._exit(0)
    return os.read(read, 1) == b"x"


def becomes_another_program():
    # It ends with that program, which the grader sees. The loader is one too, where there is no other.
    for program in ["/bin/true", *glob.glob("/lib*/ld-*.so*")]:
        libc.execv(os.fsencode(program), (ctypes.c_char_p * 3)(b"true", b"--version", None))
    return _done(-1)


def kills_a_process(pid):
    return _done(libc.kill(pid, signal.SIGKILL)) == 0


def kills_a_process_by_its_thread(pid):
    return _done(libc.syscall(TGKILL[os.uname().machine], pid, pid, int(signal.SIGKILL))) == 0


def kills_a_process_by_a_pipe(pid):
    # Data that arrives is told to the owner of the pipe by a signal, which may be any.
    read, write = os.pipe()
    for command, argument in ((F_SETOWN, pid), (F_SETSIG, int(signal.SIGKILL)), (F_SETFL, O_ASYNC)):
        _done(libc.fcntl(read, command, argument))
    return os.write(write, b"x") == 1


def reads_the_memory_of_a_process(pid):
    buffer = ctypes.create_string_buffer(8)
    place = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    read = libc.process_vm_readv(pid, place, 1, place, 1, 0)
    # The other process has nothing at that address: then it was allowed to look.
    return (read < 0 and ctypes.get_errno() == EFAULT) or _done(read) > 0


def traces_a_process(pid):
    return _done(libc.ptrace(PTRACE_SEIZE, pid, None, None)) == 0


def limits_another_process(pid):
    resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    return True


def makes_memory_that_is_a_file():
    return _done(libc.memfd_create(b"here", 0)) > 0


def changes_the_mode_of_a_file():
    with open("own", "w"):
        return _done(libc.chmod(b"own", 0o4755)) == 0


def enters_a_namespace():
    return _done(libc.unshare(CLONE_NEWUSER)) == 0


def raises_its_own_limits():
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return True


def changes_the_settings_of_the_kernel():
    with open("/proc/sys/kernel/core_pattern", "r+"):
        return True


def is_root():
    return 0 in (os.getuid(), os.geteuid())


def finds_secrets_in_the_environment(allowed):
    return not set(os.environ) <= set(allowed)


def imports_the_reference(root):
    sys.path.insert(0, root)
    import reference.softmax

    return reference.softmax is not None


def takes_memory_beyond_its_limit(mib):
    # None of it is touched: where nothing limits it, the machine does not run out of memory.
    return len(mmap.mmap(-1, mib << 20)) > 0


def computes_beyond_its_time(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return True


def sleeps_beyond_its_time(seconds):
    time.sleep(seconds)
    return True


def prints_beyond_its_limit(mib):
    for _ in range(16 * mib):
        os.write(1, b"x" * 65536)
    return True
