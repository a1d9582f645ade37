"""JupyterLab's answers to the browser sent at once, so that an explorer's picture follows its slider.

Jupyter Server leaves Nagle's algorithm on: after a first short message, "the kernel is busy", TCP holds the next one
back until the browser has acknowledged the first, which takes a browser on the same machine up to 40 ms.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class Undelayed(ZMQChannelsWebsocketConnection):
    """What carries messages between a kernel and a page; ``helpers/settings`` names it to Jupyter Server."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()
