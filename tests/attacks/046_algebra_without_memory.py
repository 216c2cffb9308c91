"""Multiplies matrices where no memory is left: OpenBLAS then prints a line and ends the process.

That is told as what it is, a want of memory, and not as an exit of the student's making. The kernel's limit for the
address space leaves room for the buffer of one thread, which is there before the submission is.
"""
# row: 46
# defence: R, K
# unbounded: yes
# meets: tier 3 memory; tier 2 memory; tier 1 memory

# --- in threads, each of which needs a buffer


def attempt():
    import threading

    threading.stack_size(1 << 16)
    a, results = np.ones((1200, 1200)), [np.empty((1200, 1200)) for _ in range(3)]
    go, kept = threading.Event(), []

    def multiply(out):
        go.wait()
        np.matmul(a, a, out=out)

    threads = [threading.Thread(target=multiply, args=(out,)) for out in results]
    for thread in threads:
        thread.start()
    for size in (1 << 24, 1 << 20):
        try:
            while True:
                kept.append(bytearray(size))
        except MemoryError:
            pass
    go.set()
    for thread in threads:
        thread.join()
    return True


# --- alone
# slow: yes
# meets: tier 3 MemoryError; tier 2 MemoryError; tier 1 MemoryError


def attempt():
    kept = []
    for size in (1 << 24, 1 << 20):
        try:
            while True:
                kept.append(bytearray(size))
        except MemoryError:
            pass
    a = np.ones((1000, 1000))
    return (a @ a).size > 0


# --- what it prints, without the want
# It is believed, and costs the check its points all the same.


def attempt():
    import os

    os.write(2, b"OpenBLAS error: Memory allocation still failed after 10 retries, giving up.\n")
    os._exit(1)
