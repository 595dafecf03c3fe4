"""Kernels forked from one preloaded process, behind the interface every Jupyter client uses."""

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

SERVER = "ANALYSIS_KERNEL_SERVER"
PATIENCE = 60  # seconds a first kernel may wait for the server's imports


class ForkedKernel:
    """A kernel that is not our child, with the part of Popen's interface a provisioner uses.

    The connection to it is open as long as it lives, so its end is the kernel's end: no process
    id is polled that another process might have been given since.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket):
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

    def poll(self) -> int | None:
        """None while the kernel lives, then 0 (the server reaps it, so the code is not known)."""
        if self.returncode is None:
            poller = select.poll()  # unlike select, it knows no upper limit of descriptors
            poller.register(self._connection, select.POLLIN)
            if poller.poll(0):
                self.returncode = 0
                self._connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Block until the kernel has ended."""
        if self.poll() is None:
            poller = select.poll()
            poller.register(self._connection, select.POLLIN)
            if not poller.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("kernel", timeout)
        return self.poll() or 0

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def request_kernel(address: str, cmd: list[str], kwargs: dict[str, Any]) -> ForkedKernel | None:
    """Ask the server at `address` for a kernel; None where it is gone or refuses.

    `cmd` is the kernelspec's command, `kwargs` what Popen would be given.
    """
    with contextlib.ExitStack() as opened:

        def descriptor(stream: Any, inherited: int) -> int:
            if stream is None:
                return inherited
            if stream == subprocess.DEVNULL:
                return opened.enter_context(open(os.devnull, "r+b")).fileno()
            return stream if isinstance(stream, int) else stream.fileno()

        streams = [
            descriptor(subprocess.DEVNULL, 0),  # a notebook's kernel reads no terminal
            descriptor(kwargs.get("stdout"), 1),
            descriptor(kwargs.get("stderr"), 2),
        ]
        if min(streams) < 0:  # a pipe, which only Popen can make
            return None
        request = {
            "argv": cmd,
            "cwd": os.path.abspath(kwargs.get("cwd") or os.getcwd()),
            "env": dict(kwargs.get("env") or os.environ),
        }
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(PATIENCE)
            connection.connect(address)
            line = json.dumps(request).encode() + b"\n"
            sent = socket.send_fds(connection, [line], streams)
            connection.sendall(line[sent:])
            pid = int(connection.recv(16) or b"0")
        except (OSError, ValueError):
            pid = 0
        if not pid:
            connection.close()
            return None
        connection.settimeout(None)
        return ForkedKernel(pid, connection)


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels by asking the server of `serve_kernels`, or plainly where there is none.

    All else (poll, interrupt, kill, restart, clean-up) is the local provisioner's own, on a
    ForkedKernel in place of a Popen.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        address = os.environ.get(SERVER)
        kernel = None
        if address and sys.platform == "linux":
            kernel = await asyncio.to_thread(request_kernel, address, cmd, kwargs)
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel
        self.pid = self.pgid = kernel.pid  # the kernel leads its own group
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info


# Keep a server of kernels for as long as a block runs, and point every Jupyter client at it.

PLAIN = "ANALYSIS_PLAIN_KERNELS"
DEFAULT_PROVISIONER = KernelProvisionerFactory.default_provisioner_name_env
FORKED = "forked-provisioner"  # its entry point's name in pyproject.toml


def choose_provisioner(name: str | None) -> None:
    """Make `name` the default of every Jupyter client from here on (None: Jupyter's own)."""
    if name is None:
        os.environ.pop(DEFAULT_PROVISIONER, None)
    else:
        os.environ[DEFAULT_PROVISIONER] = name
    # The factory reads the variable once, so one that is already there must be told.
    KernelProvisionerFactory.instance().default_provisioner_name = name or "local-provisioner"


@contextlib.contextmanager
def serve_kernels() -> Iterator[str | None]:
    """While open, every kernel started from this process or its children is forked.

    Yields the server's address; None where kernels stay plain (off Linux, or with
    ANALYSIS_PLAIN_KERNELS=1). Inside another `serve_kernels` the outer server is used. Does not
    wait for the server's imports: the first kernel does.
    """
    if sys.platform != "linux" or os.environ.get(PLAIN) == "1":
        yield None
        return
    if outer := os.environ.get(SERVER):
        yield outer
        return
    with tempfile.TemporaryDirectory(prefix="kernels-") as folder:
        address = os.path.join(folder, "socket")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen(64)
            # Its standard input is the lifeline: it ends with the process that holds the pipe.
            # -P keeps the working directory, whatever it holds, off the kernels' import path.
            command = [sys.executable, "-P", "-m", "analysis.run.forkserver"]
            server = subprocess.Popen(
                [*command, str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is for this process to handle
            )
        earlier = os.environ.get(DEFAULT_PROVISIONER)
        os.environ[SERVER] = address
        choose_provisioner(FORKED)
        try:
            yield address
        finally:
            os.environ.pop(SERVER, None)
            choose_provisioner(earlier)
            server.stdin.close()
            server.terminate()  # it may still be importing; kernels end with their own clients
            server.wait()
