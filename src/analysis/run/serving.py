"""Keep a server of kernels for as long as a block runs, and point every Jupyter client at it."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from jupyter_client.provisioning import KernelProvisionerFactory

from analysis.run.kernels import SERVER

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
