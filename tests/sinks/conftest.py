import shutil
import subprocess

import pytest


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody vouches for, with its key, made for this run."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    folder = tmp_path_factory.mktemp("tls")
    both = folder / "both.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=loopback -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*make.split(), "-keyout", folder / "key", "-out", folder / "crt"], check=True, capture_output=True)
    both.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return both
