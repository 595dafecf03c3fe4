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
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# What the server of kernels imports before it forks, and whether that is still what is on disk.

#: What every kernel needs, and what the first notebooks of a study need: imported first.
KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("IPython.core.completerlib", "IPython.extensions.storemagic"),
    *("tornado.platform.asyncio", "sqlite3"),
    *("analysis.model", "analysis.ingest.clean", "analysis.ingest.reply_summary"),
)
#: What only later notebooks need: imported while the first ones run.
LATER = (
    *("analysis.reconcile", "scipy.stats", "scipy.optimize", "statsmodels.stats.proportion"),
    *("matplotlib.pyplot", "matplotlib.dates", "matplotlib.backends.backend_agg"),
    *("matplotlib.backends.backend_svg", "matplotlib.backends.backend_pdf", "seaborn"),
    *("statsmodels.stats.rates", "openpyxl", "xlsxwriter", "analysis.publish"),
    *("analysis.publish.disclosure.gate", "analysis.ingest"),
)


def preload(names: tuple[str, ...], stamps: dict[str, int]) -> Iterator[str]:
    """Import the modules in turn, of our packages all modules; yields after each.

    `stamps` receives our own source files with their times of change, in nanoseconds.
    """
    for name in names:
        for module in (name, *list_modules(name)):
            # What cannot be imported here is imported, and fails, where a notebook asks for it.
            with contextlib.suppress(Exception):
                importlib.import_module(module)
            stamp_own_sources(stamps)
            yield module


def list_modules(package: str) -> list[str]:
    """The modules of one of our packages; nothing for any other name."""
    floor = Path(__file__).parents[1] / package.removeprefix("analysis.")
    files = floor.glob("[!_]*.py") if package.startswith("analysis.") else []
    return sorted(f"{package}.{file.stem}" for file in files)


def stamp_own_sources(stamps: dict[str, int]) -> None:
    """Note the time of change of our loaded source files that are not in `stamps` yet."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.split(".")[0] == "analysis" and file and file not in stamps:
            stamps[file] = os.stat(file).st_mtime_ns


def are_stale(stamps: dict[str, int]) -> bool:
    """Whether one of our loaded source files has been edited or removed since."""

    def changed(file: str, stamp: int) -> bool:
        return not os.path.exists(file) or os.stat(file).st_mtime_ns != stamp

    return any(changed(file, stamp) for file, stamp in stamps.items())


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
