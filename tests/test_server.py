"""The JupyterLab that `make lab` starts: this machine alone reaches it, and only with its token."""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from unittest.mock import Mock

import psutil
import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from support import ROOT

from helpers.build.lab import settings

pytestmark = pytest.mark.elsewhere


@pytest.fixture
def server():
    """The process and the port of the server that `make lab` starts."""
    if not shutil.which("make"):
        pytest.skip("there is no make; the README gives the command for such a system")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    said = subprocess.run(
        ["make", "-n", "lab", f"ARGS=--no-browser --allow-root --port={port}"],
        cwd=ROOT,
        env=outside,  # as called from a terminal, also where `make test` runs this
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    command = shlex.split(said.strip().splitlines()[-1])
    assert command[:4] == [".venv/bin/python", "-m", "helpers.build", "lab"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, *command[1:]], cwd=ROOT, **quiet)
    yield process, port
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


def listening(process):
    """The addresses at which it listens, once there are some."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = psutil.Process(process.pid).net_connections(kind="tcp")
        if addresses := [c.laddr for c in found if c.status == psutil.CONN_LISTEN]:
            return addresses
        time.sleep(0.3)
    raise TimeoutError("JupyterLab does not listen")


def test_it_listens_on_this_machine_only_and_asks_for_its_token(server):
    process, port = server
    assert {(a.ip, a.port) for a in listening(process)} == {("127.0.0.1", port)}
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/api/contents", timeout=30)
    assert refused.value.code == 403
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:  # without a token: the login page
        assert "00_start_here.ipynb" in urllib.parse.unquote(answer.url)


def test_what_a_kernel_sends_is_not_held_back_until_the_browser_has_acknowledged_the_last(monkeypatch):
    for name, value in settings().items():
        monkeypatch.setenv(name, value)
    app = ServerApp()
    app.load_config_file()
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda _: "connected")
    connection = app.kernel_websocket_connection_class(websocket_handler=Mock(spec=KernelWebsocketHandler))
    assert connection.connect() == "connected"
    connection.websocket_handler.set_nodelay.assert_called_once_with(True)
