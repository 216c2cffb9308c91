"""Writes files where others find them: packages, caches, temporary folders.

Its view of the files is read only but for its own folder, which is a file system in memory, and Landlock grants nothing
else to be written.
"""
# row: 65
# defence: L, N, X
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached

# --- a folder for everybody


def attempt():
    with open(FOLDER + "/" + NOTE + "here", "w") as file:
        return file.write("here") > 0


# --- the temporary folders
# slow: yes
# meets: tier 3 ENOENT or EACCES or EROFS; tier 2 EACCES or ENOENT or EROFS; tier 1 reached

import os


def attempt():
    written = 0
    for folder in ("/run/user/%d" % os.getuid(), "/run/lock", "/dev/shm", "/var/tmp", "/tmp"):
        try:
            with open(f"{folder}/{NOTE}here", "w") as file:
                written += file.write("here")
        except OSError as error:
            last = error
    if not written:
        raise last
    return True


# --- the packages and the standard library
# meets: tier 3 EROFS; tier 2 EACCES or EROFS; tier 1 EACCES or reached

# At tier 1 their mode stands against it, unless the grader installed them and both are the same user.
import os


def attempt():
    written = 0
    for folder in (os.path.dirname(os.path.dirname(np.__file__)), os.path.dirname(os.__file__)):
        path = os.path.join(folder, NOTE + "here.pth")
        try:
            open(path, "x").close()
            os.unlink(path)
            written += 1
        except OSError as error:
            last = error
    if not written:
        raise last
    return True


# --- a module that is loaded already
# meets: tier 3 EACCES or EROFS; tier 2 EACCES or EROFS; tier 1 EACCES or reached
# slow: yes

# Opened only: in earnest it would now change what the next submission imports. Its mode is asked first, where the
# packages are not the user's own.


def attempt():
    for path in (np.__file__, np.random.__file__):
        open(path, "r+").close()
    return True


# --- the length of a file
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or reached
# slow: yes

# At tier 1 its mode stands against it where the grader is root.
import os


def attempt():
    os.truncate(CANARY, 0)
    return True


# --- memory that is a file
# slow: yes

import mmap
import os


def attempt():
    fd = os.open(FOLDER + "/" + NOTE + "here", os.O_RDWR | os.O_CREAT)
    os.truncate(fd, 4096)
    mmap.mmap(fd, 4096)[:4] = b"here"
    return True


# --- a folder
# slow: yes

import os


def attempt():
    os.mkdir(FOLDER + "/" + NOTE + "here")
    return True


# --- a file without a name
# slow: yes

import os


def attempt():
    return os.write(os.open(FOLDER, os.O_TMPFILE | os.O_RDWR, 0o600), b"here") > 0


# --- its own file, moved there
# slow: yes

import os


def attempt():
    with open("own", "w") as file:
        file.write("here")
    # Where both are on one disk; else it is copied, which the first way has tried.
    try:
        os.rename("own", FOLDER + "/" + NOTE + "here")
    except OSError as error:
        if error.errno != 18:
            raise
        with open(FOLDER + "/" + NOTE + "here", "w") as file:
            file.write("here")
    return True


# --- the grader's own file, deleted
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or reached
# slow: yes

# At tier 1 the mode of its folder stands against it where the grader is root.
import os


def attempt():
    os.unlink(CANARY)
    return True


# --- what it reads, opened again to write
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or reached
# slow: yes

import os


def attempt():
    fd = os.open(np.__file__, os.O_RDONLY)
    os.close(os.open(f"/proc/self/fd/{fd}", os.O_RDWR))
    return True


# --- the root of its view
# meets: tier 3 EROFS; tier 2 EACCES or EROFS; tier 1 EACCES or EROFS
# slow: yes

# At tier 1 the root of the machine is there, which belongs to root, who no worker is.


def attempt():
    open("/" + NOTE + "here", "w").close()
    return True
