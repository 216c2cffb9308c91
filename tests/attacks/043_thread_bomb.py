"""Starts threads without end.

Each needs address space for its stack, and a process has only so much; and the kernel counts them where their user is
one of the grader's own. They end with their process.
"""
# row: 43
# defence: R, K
# unbounded: yes
# meets: tier 3 RuntimeError; tier 2 RuntimeError; tier 1 RuntimeError

import threading

MANY = 20_000  # more than there is room for, with the smallest of stacks
hold = threading.Event()


def start(target):
    threads = [threading.Thread(target=target, daemon=True) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    return True


# --- waiting


def attempt():
    return start(hold.wait)


# --- with the smallest of stacks
# meets: tier 3 RuntimeError; tier 2 RuntimeError or computing; tier 1 RuntimeError or computing
# Without namespaces the threads of a person who grades are not counted: it is their memory that ends at some thousands.


def attempt():
    threading.stack_size(32768)
    return start(hold.wait)


# --- computing
# slow: yes
# meets: tier 3 RuntimeError or computing; tier 2 RuntimeError or computing; tier 1 RuntimeError or computing


def attempt():
    def work():
        while not hold.is_set():
            pass

    return start(work)


# --- that start threads
# slow: yes
# meets: tier 3 RuntimeError or computing; tier 2 RuntimeError or computing; tier 1 RuntimeError or computing


def attempt():
    failed = []
    started = []

    def breed():
        try:
            while len(started) < MANY:
                started.append(1)
                threading.Thread(target=breed, daemon=True).start()
        except RuntimeError as error:
            failed.append(error)
        hold.wait()

    threading.excepthook = print
    threading.Thread(target=breed, daemon=True).start()
    while not failed and len(started) < MANY:
        pass
    raise failed[0]


# --- below Python
# meets: tier 3 EAGAIN; tier 2 EAGAIN; tier 1 EAGAIN


def attempt():
    import ctypes

    libc = ctypes.CDLL(None)
    handle = ctypes.c_ulong()
    sleep = ctypes.cast(libc.pause, ctypes.c_void_p)
    for _ in range(MANY):
        error = libc.pthread_create(ctypes.byref(handle), None, sleep, None)
        if error:
            raise OSError(error, "")
    return True
