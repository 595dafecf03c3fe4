"""A process that has already imported what notebooks import, and forks a kernel a request.

    python -m analysis.run.forkserver LISTENER_FD

It listens on an inherited unix socket and ends when its standard input does, that is, when the
process that started it is gone. A request is one JSON line, `{"argv", "cwd", "env"}`, sent with
the three standard streams of the kernel to be. The answer is the kernel's process id, or 0 where
a fork could not give what a fresh interpreter would. The connection stays open in the kernel for
life: its end tells the client that the kernel is gone, and the client's end tells the kernel.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

from analysis.run.preload import KERNEL, LATER, are_stale, preload

#: Variables an interpreter or a library reads once, at its start. A fork cannot change them.
READ_AT_START = ("PYTHON", "LD_", "MPL", "MATPLOTLIB", "OMP_", "OPENBLAS_", "MKL_")


class Request(NamedTuple):
    """What a client asks for, and the connection it waits on."""

    argv: list[str]
    cwd: str
    env: dict[str, str]
    streams: list[int]
    connection: socket.socket


def read_request(connection: socket.socket) -> Request:
    """Receive one request; raises OSError or ValueError where it is cut short."""
    connection.settimeout(10)
    data, streams, _, _ = socket.recv_fds(connection, 65536, 3)
    while not data.endswith(b"\n"):
        more = connection.recv(65536)
        if not more:
            raise ValueError("the request was cut short")
        data += more
    connection.settimeout(None)
    return Request(**json.loads(data), streams=list(streams), connection=connection)


def can_fork(request: Request, own_env: dict[str, str]) -> bool:
    """Whether a fork of this process would behave as the fresh interpreter that is asked for."""

    def at_start(env: dict[str, str]) -> dict[str, str]:
        return {key: value for key, value in env.items() if key.startswith(READ_AT_START)}

    return (
        request.argv[:3] == [sys.executable, "-m", "ipykernel_launcher"]
        and len(request.streams) == 3
        and os.path.isdir(request.cwd)
        and at_start(request.env) == at_start(own_env)
        # A lock that another thread holds at the fork would stay locked in the child.
        and len(os.listdir("/proc/self/task")) == 1
    )


def serve(
    listener: socket.socket, own_env: dict[str, str], imports: Iterator[str]
) -> Request | None:
    """Fork a child a request. Returns the request in the child; None here, when it is time to end.

    Returning, rather than running the kernel here, lets a child leave by the interpreter's own
    way out, as a kernel started afresh does. While no request waits, the next module is imported:
    the first kernels need not wait for what only later ones use.
    """
    importing = True
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [], 0 if importing else None)
        if sys.stdin in ready:  # nothing is ever written to it: it is readable at its end
            return None
        if not ready:
            importing = next(imports, None) is not None
            continue
        connection, _ = listener.accept()
        try:
            request = read_request(connection)
        except (OSError, ValueError, TypeError):
            connection.close()
            continue
        if not can_fork(request, own_env):
            with contextlib.suppress(OSError):
                connection.sendall(b"0\n")
        else:
            gc.freeze()  # keeps the collector off the pages that the kernels share
            if os.fork() == 0:
                listener.close()
                return request
        connection.close()
        for stream in request.streams:
            os.close(stream)


def become_fresh(request: Request, stamps: dict[str, int]) -> None:
    """Turn this fork into what a new interpreter would be: session, streams, place, entropy."""
    os.setsid()  # signals go to the kernel and what it starts, as a group
    for signum in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for target, stream in enumerate(request.streams):
        os.dup2(stream, target)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request.env)
    time.tzset()
    os.chdir(request.cwd)
    sys.argv = ["ipykernel_launcher", *request.argv[3:]]
    # The inline backend hooks itself into the shell when it is imported, and must find one there.
    stale = {"matplotlib_inline"}
    if are_stale(stamps):  # our code was edited since: the kernel must see the new text
        stale.add("analysis")
    for name in [name for name in sys.modules if name.split(".")[0] in stale]:
        del sys.modules[name]
    if "numpy" in sys.modules:  # `random` does this by itself after a fork
        sys.modules["numpy"].random.seed()


def end_with_client(connection: socket.socket) -> None:
    """Watch the connection and end this kernel, with all it started, when the client is gone."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while connection.recv(1):
                pass
        os.killpg(0, signal.SIGKILL)

    # A process the kernel forks must not keep the connection open after the kernel's death.
    os.register_at_fork(after_in_child=connection.close)
    threading.Thread(target=watch, name="end-with-client", daemon=True).start()


def main() -> None:
    own_env = dict(os.environ)
    # Read when ipykernel is imported: 1 means a parent that is not polled. The watch on the
    # connection stands for the poll.
    os.environ["JPY_PARENT_PID"] = "1"
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a fork inherits no thread of a pool
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    listener = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps the kernels
    stamps: dict[str, int] = {}
    for _ in preload(KERNEL, stamps):
        pass
    request = serve(listener, own_env, preload(LATER, stamps))
    if request is None:
        return
    become_fresh(request, stamps)
    end_with_client(request.connection)
    request.connection.sendall(f"{os.getpid()}\n".encode())

    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(request.argv[3:])


if __name__ == "__main__":
    main()
