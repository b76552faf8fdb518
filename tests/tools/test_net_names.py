# SPDX-License-Identifier: MIT
"""Names on a chip: the probe on the emulated lm3s6965evb asks a name server of the test's own, a
good one, and such as lie or say nothing."""
# NEEDS: qemu-system-arm arm-none-eabi-g++ cmake ninja build/lwip/fetched

import contextlib
import socket
import threading
import unittest

from datagram_peers import DatagramServer
from places import HANG_SECONDS
from test_net_datagrams import Probe

ADDRESS = bytes([10, 0, 2, 2])  # this computer, for the chip
NO_SUCH_NAME = 3
REFUSED = 5


def reply(query, code=0, flags=0x81, records=(), count=None):
    """To this query; `records` are (type, bytes), of its name, or (type, bytes, name)."""
    count = len(records) if count is None else count
    text = query[:2] + bytes([flags, 0x80 | code]) + query[4:6] + bytes([0, count]) + bytes(4)
    text += query[12:]
    for kind, data, *name in records:
        text += b"".join(name) or b"\xc0\x0c"
        text += b"\0" + bytes([kind]) + b"\0\1\0\0\0\x3c" + len(data).to_bytes(2, "big") + data
    return text


def truth(query):
    return [reply(query, records=[(1, ADDRESS)])]


@contextlib.contextmanager
def server_over_tcp(says):
    """One that has room for nothing in a datagram, and says so. Its port."""
    def serve():
        with contextlib.suppress(OSError):  # it is closed
            while True:
                client = stack.enter_context(listener.accept()[0])
                question = client.recv(client.recv(2, socket.MSG_WAITALL)[1], socket.MSG_WAITALL)
                text = says(question)
                if text:
                    client.sendall(len(text).to_bytes(2, "big") + text)

    with contextlib.ExitStack() as stack:
        while True:  # a port that is free for both
            datagrams = stack.enter_context(
                DatagramServer(lambda query: [reply(query, flags=0x83)]))
            with contextlib.suppress(OSError):
                listener = stack.enter_context(
                    socket.create_server(("127.0.0.1", datagrams.port)))
                break
        threading.Thread(target=serve, daemon=True).start()
        yield datagrams.port


class NamesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.probe = Probe()
        cls.addClassCleanup(cls.probe.board.close)

    def found_with(self, says, name="board.test", before=""):
        """What is found out with such a server, and perhaps a port before it; its queries."""
        with DatagramServer(says) as server:
            self.probe.board.write(f"servers {before} {server.port}\n".replace("  ", " "))
            free = self.probe.free()
            self.probe.board.write(f"name {name}\n")
            said = self.probe.board.read_until("\n")
            self.probe.order("stop", "stopped\n")
            self.assertEqual(self.probe.free(), free, "something is left behind")
            return said.strip(), server.questions

    def assert_found(self, says, wanted):
        self.assertEqual(self.found_with(says)[0], wanted)

    def test_a_name_is_asked_for_once_as_it_should_be(self):
        said, queries = self.found_with(truth, "Board.test.")
        self.assertEqual(said, "found 10.0.2.2:80")
        self.assertEqual([query[2:] for query in queries],
                         [b"\1\0\0\1\0\0\0\0\0\0\5Board\4test\0\0\1\0\1"])

    def test_numbers_ask_nobody(self):
        said, queries = self.found_with(truth, "192.0.2.7")
        self.assertEqual((said, queries), ("found 192.0.2.7:80", []))

    def test_what_is_no_name_asks_nobody(self):
        for name in ("a..b", "x" * 64, "x." * 130):
            said, queries = self.found_with(truth, name)
            self.assertEqual(said, "failed: OSError -2: this is no name of a host")
            self.assertEqual(queries, [])

    def test_there_is_no_such_host(self):
        no_host = "failed: OSError -2: there is no such host"
        self.assert_found(lambda query: [reply(query, NO_SUCH_NAME)], no_host)
        self.assert_found(lambda query: [reply(query)], no_host)

    def test_a_name_may_stand_for_another(self):
        other = b"\5other\xc0\x12"
        records = [(1, bytes(4), other), (5, other), (1, ADDRESS, other), (1, bytes(4), other)]
        self.assert_found(lambda query: [reply(query, records=records)], "found 10.0.2.2:80")

    def test_silence_has_a_limit(self):
        said, queries = self.found_with(lambda query: [])
        self.assertEqual(said, "failed: OSError -3: no name server has answered in time")
        self.assertEqual(len(queries), 2)
        self.assertEqual(*queries)

    def test_what_is_lost_is_asked_for_again(self):
        queries = []

        def second_time(query):
            queries.append(query)
            return truth(query) if len(queries) == 2 else []

        self.assert_found(second_time, "found 10.0.2.2:80")

    def test_a_refusal_is_no_answer(self):
        said, queries = self.found_with(lambda query: [reply(query, REFUSED)])
        self.assertEqual(said, "failed: OSError -3: the name server does not tell")
        self.assertEqual(len(queries), 2)

    def test_one_server_of_two_that_is_of_no_use_does_no_harm(self):
        useless = ([], [b"x"], REFUSED, "cut")
        for answer in useless:
            def says(query, answer=answer):
                if answer == "cut":
                    return [reply(query, flags=0x83)]
                return [reply(query, answer)] if answer == REFUSED else answer

            with self.subTest(answer), DatagramServer(says) as first:
                said, queries = self.found_with(truth, before=first.port)
                self.assertEqual((said, len(first.questions), len(queries)),
                                 ("found 10.0.2.2:80", 1, 1))

    def test_answers_to_other_questions_are_ignored(self):
        wrong = [(1, b"\6\6\6\6")]

        def guesses(query):
            other_number = bytes([query[0] ^ 1]) + query[1:]
            other_name = query[:13] + b"c" + query[14:]
            other_type = query[:-3] + b"\x1c" + query[-2:]
            return [reply(each, records=wrong) for each in (other_number, other_name, other_type)
                    ] + [query, b"", b"x"] + truth(query)

        self.assert_found(guesses, "found 10.0.2.2:80")

    def test_lies_about_lengths_are_noticed(self):
        broken = "failed: OSError -3: the answer of the name server makes no sense"
        whole = len(b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4") + len(ADDRESS)

        def too_long(query):
            text = reply(query, records=[(1, ADDRESS)])
            return [text[:-5] + b"\xc8" + text[-4:]]

        self.assert_found(too_long, broken)
        self.assert_found(lambda query: [reply(query, records=[(1, b"abc")])], broken)
        self.assert_found(lambda query: [reply(query, count=9, records=[(5, b"\0")])], broken)
        for cut in range(1, whole):
            with self.subTest(cut):
                self.assert_found(
                    lambda query, cut=cut: [reply(query, records=[(1, ADDRESS)])[:-cut]], broken)

    def test_what_was_cut_off_has_an_address_or_is_no_answer(self):
        cut = 0x83
        self.assert_found(lambda query: [reply(query, flags=cut)],
                          "failed: OSError -3: the answer of the name server does not fit into a "
                          "datagram")
        self.assert_found(lambda query: [reply(query, flags=cut, records=[(1, ADDRESS)])],
                          "found 10.0.2.2:80")

    def test_what_was_cut_off_is_asked_for_over_tcp(self):
        """By programs that connect. What does not fit there either has its first addresses."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            for count in (1, 200):
                with self.subTest(count), server_over_tcp(
                        lambda query, count=count: reply(query, records=[(1, ADDRESS)] * count)
                ) as name_server:
                    self.probe.board.write(f"servers {name_server}\nvisit board.test {port}\n")
                    with listener.accept()[0] as client:
                        self.assertEqual(client.recv(100), b"hello\n")
                        client.sendall(b"welcome\n")
                        self.probe.board.read_until("visited welcome")

    def test_who_is_silent_over_tcp_is_left(self):
        with server_over_tcp(lambda query: b"") as name_server:
            said = self.probe.order(f"servers {name_server}\nvisit board.test 80", "failed: ")
            said = self.probe.board.read_until("\n")
            self.assertEqual(said, "OSError -3: the answer of the name server does not fit into a "
                             "datagram\n")

    def test_a_cancel_leaves_nothing_behind(self):
        asked = threading.Event()

        def silent(_query):
            asked.set()
            return []

        with DatagramServer(silent) as server:
            self.probe.board.write(f"servers {server.port}\n")
            before = self.probe.free()
            for _ in range(5):  # more than there are sockets
                self.probe.board.write("name board.test\n")
                self.assertTrue(asked.wait(HANG_SECONDS))
                asked.clear()
                self.probe.order("stop", "stopped\n")
            self.assertEqual(self.probe.free(), before)

    def test_a_connection_to_a_name(self):
        with DatagramServer(truth) as server, socket.create_server(("127.0.0.1", 0)) as listener:
            self.probe.board.write(f"servers {server.port}\n"
                                   f"visit board.test {listener.getsockname()[1]}\n")
            with listener.accept()[0] as client:
                self.assertEqual(client.recv(100), b"hello\n")
                client.sendall(b"welcome\n")
                self.probe.board.read_until("visited welcome")

    def test_the_network_says_whom_to_ask(self):
        """QEMU's own name server gives the question to that of this computer, if it has one."""
        self.probe.order("servers 0\nname localhost.invalid", "failed: OSError -")
        self.probe.order("stop", "stopped\n")


if __name__ == "__main__":
    unittest.main()
