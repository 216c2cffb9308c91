"""What the canaries try from inside a worker: loaded there as if a student had handed it in.

Each function tries one thing that must not work, harmless where it does, and returns True where it did.
"""

import ctypes
import os
import resource
import socket
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)


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
    socket.create_connection(("127.0.0.1", port), timeout=1).close()
    return True


def sends_by_udp(port):
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"here", ("127.0.0.1", port)) > 0


def connects_to_a_unix_socket(path):
    socket.socket(socket.AF_UNIX).connect(path)
    return True


def starts_a_process():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid > 0


def leaves_a_process_behind():
    pid = libc.fork()
    if pid == 0:
        libc.setsid()
        libc.sleep(5)
        libc._exit(0)
    return pid > 0


def runs_a_program():
    return subprocess.run(["/bin/sh", "-c", "true"]).returncode == 0


def signals_a_process(pid):
    os.kill(pid, 0)
    return True


def takes_a_signal_by_a_pipe(pid):
    import fcntl

    read, _ = os.pipe()
    return fcntl.fcntl(read, fcntl.F_SETOWN, pid) == 0


def reads_the_memory_of_a_process(pid):
    buffer = ctypes.create_string_buffer(8)
    local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    remote = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    libc.process_vm_readv(pid, local, 1, remote, 1, 0)
    return ctypes.get_errno() != 1 and ctypes.get_errno() != 3  # neither EPERM nor ESRCH


def limits_another_process(pid):
    resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    return True


def makes_memory_that_is_a_file():
    return os.memfd_create("here") >= 0


def changes_the_mode_of_a_file():
    with open("own", "w"):
        os.chmod("own", 0o4755)
    return True


def enters_a_namespace():
    return libc.unshare(0x10000000) == 0


def raises_its_own_limits():
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return True


def changes_the_kernels_settings():
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


def takes_memory_beyond_the_limit(mib):
    return len(bytearray(mib << 20)) > 0


def never_ends():
    while True:
        pass


def prints_without_end():
    while True:
        os.write(1, b"x" * 65536)
