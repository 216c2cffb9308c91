"""Waits for ever: sleeps, locks, asks nobody.

The grader has a clock for waiting too, and standard input is empty.
"""
# row: 54
# defence: K
# slow: yes
# meets: tier 3 waiting; tier 2 waiting; tier 1 waiting or computing

# --- asks for input
# slow: no
# meets: tier 3 EOFError; tier 2 EOFError; tier 1 EOFError


def attempt():
    return input("how many? ") != ""


# --- sleeps


def attempt():
    import time

    time.sleep(1000)


# --- sleeps for a moment, without end


def attempt():
    import time

    while True:
        time.sleep(0.01)


# --- waits for a lock that it holds


def attempt():
    import threading

    lock = threading.Lock()
    return lock.acquire() and lock.acquire()


# --- waits for a thread that waits for it


def attempt():
    import threading

    main = threading.current_thread()
    thread = threading.Thread(target=main.join)
    thread.start()
    thread.join()


# --- reads from a pipe that it holds both ends of


def attempt():
    import os

    read, write = os.pipe()
    return os.read(read, 1) + bytes([write])


# --- waits for any of its descriptors


def attempt():
    import select

    return select.poll().poll() == []


# --- waits for what the grader has to say
# Nothing is on its way while an answer is due.


def attempt():
    import os

    return os.read(3, 1) != b""
