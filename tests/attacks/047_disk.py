"""Fills the disk: a large file, many files, files that nobody sees.

A worker may write into one folder only. In namespaces of its own that is a small file system in memory; else the kernel
limits each file, and the zygote looks at how many there are. At tier 1 it may write wherever everybody may.
"""
# row: 47
# defence: N, R, K, L
# unbounded: yes
# meets: tier 3 ENOSPC; tier 2 output or ENOSPC; tier 1 output

import os

MIB = bytes(1 << 20)


def linger():
    import time

    time.sleep(1)  # the zygote looks ten times a second
    return True


# --- a large file
# meets: tier 3 ENOSPC or EFBIG; tier 2 EFBIG or ENOSPC; tier 1 EFBIG


def attempt():
    with open("large", "wb", buffering=0) as file:
        for _ in range(64):
            if file.write(MIB) < len(MIB):
                file.write(MIB)
    return True


# --- a large hole
# meets: tier 3 EFBIG; tier 2 EFBIG; tier 1 EFBIG


def attempt():
    with open("large", "wb") as file:
        os.truncate(file.fileno(), 1 << 40)
    return True


# --- room that is only set aside
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EFBIG


def attempt():
    with open("large", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 1 << 30)
    return True


# --- many files


def attempt():
    for number in range(2000):
        open(f"file {number}", "wb").close()
    return linger()


# --- several large ones


def attempt():
    for number in range(3):
        with open(f"file {number}", "wb") as file:
            for _ in range(10):
                file.write(MIB)
    return linger()


# --- folders in folders
# slow: yes


def attempt():
    for number in range(400):
        os.mkdir(f"{number}")
        open(f"{number}/file", "wb").close()
    return linger()


# --- one folder in the other, until no path is long enough


def attempt():
    for _ in range(400):
        os.mkdir("x" * 200)
        os.chdir("x" * 200)
    open("file", "wb").close()
    return linger()


# --- a folder that may not be looked into
# meets: tier 3 ENOSPC; tier 2 output or ENOSPC; tier 1 output


def attempt():
    os.umask(0o477)
    os.mkdir("closed")
    for number in range(2000):
        os.close(os.open(f"closed/file {number}", os.O_CREAT | os.O_WRONLY))
    return linger()


# --- files that have no name any more
# slow: yes
# meets: tier 3 ENOSPC; tier 2 EMFILE or computing or ENOSPC; tier 1 EMFILE or computing
# Nobody who looks into the folder sees them. Where it lies on the disk, descriptors are the bound: sixty files of 16 MiB.


def attempt():
    kept = []
    for _ in range(100):
        kept.append(os.open("file", os.O_CREAT | os.O_WRONLY))
        os.remove("file")
        for _ in range(15):
            if os.write(kept[-1], MIB) < len(MIB):
                os.write(kept[-1], MIB)
    return True


# --- outside of its folder
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    with open(f"{FOLDER}/large", "wb") as file:
        return file.write(MIB) > 0


# --- in memory that looks like a disk
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    with open(f"/dev/shm/{NOTE}large", "wb") as file:
        return file.write(MIB) > 0
