import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from analysis.run.kernels import (
    DEFAULT_PROVISIONER,
    PLAIN,
    SERVER,
    ForkedKernel,
    request_kernel,
    serve_kernels,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


class Kernel:
    """A running kernel and what its cells print."""

    def __init__(self, **start):
        specs = KernelSpecManager(kernel_dirs=[])
        self.manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
        self.manager.start_kernel(**start)
        self.connect()

    def connect(self):
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code: str) -> str:
        said = []

        def keep(message):
            content = message["content"]
            said.append(content.get("text") or content.get("ename") or "")

        self.client.execute_interactive(code, output_hook=keep, timeout=30)
        return "".join(said).strip()

    @property
    def process(self):
        return self.manager.provisioner.process

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def start(kernel_server):
    kernels = []

    def start(**kwargs):
        kernels.append(Kernel(**kwargs))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.end()


def gone(pid: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not os.path.exists(f"/proc/{pid}"):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.costly
def test_a_forked_kernel_starts_as_fresh_as_a_new_interpreter(start, tmp_path):
    env = {**os.environ, "FOR_THE_KERNEL": "yes"}
    one, two = start(cwd=str(tmp_path), env=env), start()
    assert isinstance(one.process, ForkedKernel)
    one.run("import random, uuid, numpy, pandas; pandas.left_behind = left_behind = 1")
    assert two.run("left_behind") == "NameError"
    assert two.run("import pandas; print(hasattr(pandas, 'left_behind'))") == "False"
    draw = "import random, uuid, numpy; print(random.random(), numpy.random.rand(), uuid.uuid4())"
    assert not set(one.run(draw).split()) & set(two.run(draw).split())
    place = "import os, sys; print(os.getcwd(), os.environ.get('FOR_THE_KERNEL'), sys.argv[1])"
    assert one.run(place) == f"{tmp_path} yes -f"
    assert two.run("import os; print(os.environ.get('FOR_THE_KERNEL'))") == "None"


def test_a_figure_is_shown_inline_although_matplotlib_was_there_before_the_shell(start):
    kernel = start()
    kernel.run("import matplotlib.pyplot as plt")
    kinds = []
    kernel.client.execute_interactive(
        "plt.plot([1, 2]);", output_hook=lambda m: kinds.append(m["msg_type"]), timeout=30
    )
    assert "display_data" in kinds


def test_interrupt_stops_the_cell_and_keeps_the_kernel(start):
    kernel = start()
    kernel.run("kept = 7")
    timer = threading.Timer(0.5, kernel.manager.interrupt_kernel)
    timer.start()
    assert "KeyboardInterrupt" in kernel.run("import time; time.sleep(20)")
    assert kernel.run("print(kept)") == "7"


def test_restart_gives_a_new_forked_kernel_and_ends_the_old_one(start):
    kernel = start()
    old = kernel.process.pid
    kernel.run("kept = 7")
    kernel.client.stop_channels()
    kernel.manager.restart_kernel(now=True)
    kernel.connect()
    assert isinstance(kernel.process, ForkedKernel) and kernel.process.pid != old
    assert kernel.run("kept") == "NameError"
    assert gone(old, within=1)


def test_a_killed_kernel_is_noticed_within_a_second_and_leaves_no_zombie(start):
    kernel = start()
    # A process the kernel forked holds copies of its sockets; it must not hide the death.
    kernel.run("import os, time\nif os.fork() == 0: time.sleep(3); os._exit(0)")
    pid = kernel.process.pid
    os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()
    while kernel.manager.is_alive():
        assert time.monotonic() - killed < 1
        time.sleep(0.02)
    assert gone(pid, within=1)
    with pytest.raises(subprocess.TimeoutExpired):
        start().process.wait(timeout=0.01)


def test_edited_sources_of_ours_are_read_anew(start):
    import analysis.model.count as module

    before = start().run("import sys; print('analysis.model.count' in sys.modules)")
    changed = os.stat(module.__file__)
    os.utime(module.__file__, ns=(changed.st_atime_ns, changed.st_mtime_ns + 1_000_000_000))
    try:
        after = start().run("import sys; print('analysis.model.count' in sys.modules)")
    finally:
        os.utime(module.__file__, ns=(changed.st_atime_ns, changed.st_mtime_ns))
    assert (before, after) == ("True", "False")


OWNER = """
import json, os, signal, sys
from jupyter_client import KernelManager
from analysis.run.kernels import serve_kernels
with serve_kernels():
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    server = open(f"/proc/{manager.provisioner.process.pid}/stat").read().split()[3]
    print(json.dumps([int(server), manager.provisioner.process.pid]), flush=True)
    signal.pause()
"""


def test_server_and_kernels_end_with_a_parent_that_was_killed():
    env = {name: value for name, value in os.environ.items() if name != SERVER}
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, env=env)
    server, kernel = json.loads(owner.stdout.readline())
    assert os.path.exists(f"/proc/{server}") and os.path.exists(f"/proc/{kernel}")
    owner.kill()
    owner.wait()
    owner.stdout.close()
    # The server looks up between two imports, of which the longest takes seconds.
    assert gone(kernel, within=5) and gone(server, within=30)


@pytest.mark.parametrize("fallback", ["no server", "dead socket", "another interpreter"])
def test_a_plain_kernel_where_there_is_no_fork_to_be_had(fallback, monkeypatch, start, tmp_path):
    if fallback == "no server":
        monkeypatch.delenv(SERVER)
    elif fallback == "dead socket":
        monkeypatch.setenv(SERVER, str(tmp_path / "nobody"))
    else:
        other = tmp_path / "python"
        other.symlink_to(sys.executable)
        monkeypatch.setattr(sys, "executable", str(other))
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(os.path.isdir, sys.path))}
        kernel = start(env=env)
        assert kernel.process.args[0] == str(other)
        return
    kernel = start()
    assert isinstance(kernel.process, subprocess.Popen)
    assert kernel.run("print(6 * 7)") == "42"


def test_the_server_refuses_what_a_fork_cannot_give(kernel_server):
    cmd = [sys.executable, "-m", "ipykernel_launcher", "-f", "none"]
    env = dict(os.environ)
    assert request_kernel(kernel_server, ["/usr/bin/R", *cmd[1:]], {"env": env}) is None
    assert request_kernel(kernel_server, cmd, {"env": {**env, "PYTHONHASHSEED": "7"}}) is None
    assert request_kernel(kernel_server, cmd, {"env": env, "cwd": "/no/such/folder"}) is None
    assert request_kernel(kernel_server, cmd, {"env": env, "stdout": subprocess.PIPE}) is None


def test_plain_kernels_can_be_asked_for(monkeypatch):
    monkeypatch.delenv(SERVER, raising=False)
    monkeypatch.setenv(PLAIN, "1")
    with serve_kernels() as address:
        assert address is None and SERVER not in os.environ


def test_the_environment_is_put_back_and_an_outer_server_is_used(monkeypatch):
    monkeypatch.delenv(SERVER, raising=False)
    earlier = os.environ.get(DEFAULT_PROVISIONER)
    with serve_kernels() as outer:
        with serve_kernels() as inner:
            assert inner == outer == os.environ[SERVER]
        assert os.environ[SERVER] == outer
    assert SERVER not in os.environ and os.environ.get(DEFAULT_PROVISIONER) == earlier
