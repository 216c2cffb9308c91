"""Opens a connection to somebody: on this machine, in the network, to a service.

No call that makes a socket is let through, there is no network in its namespace, no path of a socket in its view of the
files, and Landlock keeps it from TCP and, on newer kernels, from sockets without a path.
"""
# row: 61
# defence: X, N, L
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- TCP

import socket


def attempt():
    socket.create_connection(("127.0.0.1", TCP), timeout=1).close()
    return True


# --- UDP

import socket


def attempt():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"here", ("127.0.0.1", UDP)) > 0


# --- a socket with a path

import socket


def attempt():
    socket.socket(socket.AF_UNIX).connect(UNIX)
    return True


# --- a socket without a path
# slow: yes

import socket


def attempt():
    socket.socket(socket.AF_UNIX).connect("\0" + ABSTRACT)
    return True


# --- the socket of a service: containers, desktop, log
# slow: yes

import socket

# The last one stands for them on a machine that has none.
SERVICES = ["/var/run/docker.sock", "/run/podman/podman.sock", "/run/dbus/system_bus_socket", "/run/systemd/private"]
SERVICES += ["/run/containerd/containerd.sock", "/run/systemd/journal/socket", "/dev/log", UNIX]


def attempt():
    connected = []
    for path in SERVICES:
        with socket.socket(socket.AF_UNIX) as own:
            try:
                own.connect(path)
                connected.append(path)
            except OSError as error:
                last = error
    if not connected:
        raise last
    return True


# --- it waits to be called
# slow: yes

import socket


def attempt():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as own:
        own.bind(("127.0.0.1", 0))
        own.listen()
    return True


# --- packets of its own making
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import socket


def attempt():
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    return True


# --- the kernel's table of networks
# slow: yes

import socket
import struct

RTM_GETLINK, NLM_F_REQUEST_AND_DUMP = 18, 0x301


def attempt():
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as own:
        own.bind((0, 0))
        own.send(struct.pack("=IHHIIB3xiIII", 32, RTM_GETLINK, NLM_F_REQUEST_AND_DUMP, 1, 0, 0, 0, 0, 0, 0))
        return len(own.recv(65536)) > 0


# --- the host of a virtual machine
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or EAFNOSUPPORT
# slow: yes

# What would be there to talk to differs: a socket of the kind is enough.
import socket


def attempt():
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()
    return True


# --- the address of a name
# meets: tier 3 PermissionError; tier 2 PermissionError; tier 1 reached
# slow: yes

# A name that each machine knows by itself, so that no test asks a server.
import socket


def attempt():
    return len(socket.getaddrinfo("localhost", TCP)) > 0


# --- the address of a name, by the C library
# meets: tier 3 nothing; tier 2 nothing; tier 1 reached
# slow: yes

# It tells by its value, and not by an error, that it could not.
import ctypes

libc = ctypes.CDLL(None)


def attempt():
    found = ctypes.c_void_p()
    return libc.getaddrinfo(b"localhost", b"80", None, ctypes.byref(found)) == 0


# --- asyncio
# slow: yes

import asyncio


async def connect():
    _, writer = await asyncio.open_connection("127.0.0.1", TCP)
    writer.close()
    return True


def attempt():
    return asyncio.run(connect())


# --- by the number of the call
# slow: yes

import ctypes
import os
import socket
import struct

SOCKET, CONNECT = {"x86_64": (41, 42), "aarch64": (198, 203)}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    own = libc.syscall(SOCKET, int(socket.AF_INET), int(socket.SOCK_STREAM), 0)
    address = struct.pack("=HH", socket.AF_INET, socket.htons(TCP)) + socket.inet_aton("127.0.0.1") + bytes(8)
    if own < 0 or libc.syscall(CONNECT, own, address, len(address)) < 0:
        raise OSError(ctypes.get_errno(), "socket, connect")
    return True
