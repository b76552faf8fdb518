# SPDX-License-Identifier: MIT
"""The network of an emulated board: QEMU's own, in which the board has the address 10.0.2.15 (by
DHCP), and this computer is 10.0.2.2."""

import socket


def free_port():
    """Of this computer: nobody listens there just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def network_arguments(port, port_of_board):
    """Arguments of QEMU: whoever connects to `port` of this computer gets the board's."""
    forward = f"hostfwd=tcp:127.0.0.1:{port}-:{port_of_board}"
    return ("-nic", f"user,model=stellaris,id=network,{forward}")
