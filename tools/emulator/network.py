# SPDX-License-Identifier: MIT
"""The network of an emulated board: QEMU's own, in which the board has the address 10.0.2.15 (by
DHCP), and this computer is 10.0.2.2."""

import socket


def free_port():
    """Of this computer: nobody listens there just now, and nobody has it for datagrams."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
                try:
                    datagrams.bind(("127.0.0.1", port))
                except OSError:
                    continue
            return port


def network_arguments(port, port_of_board):
    """Arguments of QEMU: whoever connects to `port` of this computer gets the board's, and so do
    datagrams."""
    forward = ",".join(f"hostfwd={kind}:127.0.0.1:{port}-:{port_of_board}"
                       for kind in ("tcp", "udp"))
    return ("-nic", f"user,model=stellaris,id=network,{forward}")
