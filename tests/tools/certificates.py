# SPDX-License-Identifier: MIT
"""Certificates for tests with programs of others, made when they are asked for."""

import subprocess
import tempfile
from pathlib import Path


def openssl(*words, folder):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


class Authority:
    """Makes certificates in a folder: NAME.pem has one and its key, ca.pem is whom to trust."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)  # some servers give up their rights before they read
        openssl("req", "-x509", *self.new_key("ca"), "-days", "2", "-subj", "/CN=Test Issuer",
                "-out", "ca.pem", folder=self.folder)
        self.trusted = self.folder / "ca.pem"

    @staticmethod
    def new_key(name):
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                f"{name}.key")

    def make(self, name, names="DNS:localhost,IP:127.0.0.1", days="1"):
        openssl("req", *self.new_key(name), "-subj", f"/CN={name}", "-out", f"{name}.csr",
                folder=self.folder)
        (self.folder / "ext").write_text(f"subjectAltName={names}\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-days", days, "-extfile", "ext", "-out", f"{name}.crt", folder=self.folder)
        whole = (self.folder / f"{name}.crt").read_text() + (
            self.folder / f"{name}.key").read_text()
        (self.folder / f"{name}.pem").write_text(whole)
        return self.folder / f"{name}.pem"
