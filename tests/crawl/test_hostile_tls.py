"""Old servers are reached where their source says `legacy_tls`, and not otherwise; untrusted ones are not where it says
`verified_tls`. Keys are made for each run."""

import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh, rsa
from cryptography.x509.oid import NameOID
from hostile_crawl import LIST, Met, crawl_several
from hostile_site import Hostile
from served_site import list_page

from crawler.download.tls import settings_for
from pipelines.models import Source

# 1024 bits, the second group of RFC 2409: what servers of that age exchange keys by
OAKLEY_2 = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)


def certificate(folder: Path, bits: int = 1024, host: str = "127.0.0.1") -> Path:
    """Key and certificate in one file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)  # small on purpose
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def only_tls_1_0(context: ssl.SSLContext, folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as old as it is, it is what these servers speak
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1


def small_exchange(context: ssl.SSLContext, folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same
        group = dh.DHParameterNumbers(OAKLEY_2, 2).parameters()
    file = folder / "dh.pem"
    file.write_bytes(group.parameter_bytes(serialization.Encoding.PEM, serialization.ParameterFormat.PKCS3))
    context.load_dh_params(str(file))
    context.set_ciphers("DHE-RSA-AES128-SHA:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def old_cipher(context: ssl.SSLContext, folder: Path) -> None:
    context.set_ciphers("CAMELLIA128-SHA:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = list_page().encode()
        self.send_response(200 if self.path == LIST else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Handshakes that fail are what is tested."""


@contextmanager
def old_server(folder: Path, old: Callable[[ssl.SSLContext, Path], None]) -> Iterator[Hostile]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(certificate(folder))
    old(context, folder)
    with answering(context) as site:
        yield site


@contextmanager
def answering(context: ssl.SSLContext) -> Iterator[Hostile]:
    server = Server(("127.0.0.1", 0), Page)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Hostile({}, f"https://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


OLD = {"TLS 1.0": only_tls_1_0, "a small exchange": small_exchange, "an old cipher": old_cipher}


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Met]:
    """One run in which each server is a source twice: a legacy source must not change the others."""
    with ExitStack() as held:
        sites, own = {}, {}
        for name, old in OLD.items():
            server = held.enter_context(old_server(tmp_path_factory.mktemp("key"), old))
            sites |= {f"{name}, declared": server, name: server}
            own[f"{name}, declared"] = {"legacy_tls": True}
        return crawl_several(tmp_path_factory.mktemp("tls"), sites, own=own)


@pytest.mark.parametrize("old", OLD)
def test_an_old_server_is_reached_by_a_source_that_says_so(met: dict[str, Met], old: str) -> None:
    assert met[f"{old}, declared"].came_of == {LIST: "listed"}


@pytest.mark.parametrize("old", OLD)
def test_an_old_server_is_not_reached_otherwise(met: dict[str, Met], old: str) -> None:
    assert met[old].came_of[LIST].startswith("robots.txt unreachable: connection failed: TLS: ")


def test_a_source_that_says_nothing_has_no_settings() -> None:
    assert settings_for(Source(name="site")) == {}


@pytest.mark.parametrize(
    ("host", "is_trusted", "came_of"),
    [
        ("127.0.0.1", True, "listed"),
        ("127.0.0.1", False, "robots.txt unreachable: connection failed: TLS: certificate verify failed"),
        ("127.0.0.2", True, "robots.txt unreachable: connection failed: TLS: its certificate is another host's"),
    ],
    ids=["trusted", "of nobody", "of another host"],
)
def test_a_source_may_ask_for_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, is_trusted: bool, came_of: str
) -> None:
    """The same server is reached by a source that does not ask."""
    made = certificate(tmp_path, 2048, host)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made)
    with answering(context) as site:
        met = crawl_several(tmp_path, {"asks": site, "takes": site}, own={"asks": {"verified_tls": True}})
    assert met["takes"].came_of == {LIST: "listed"}
    assert met["asks"].came_of == {LIST: came_of}
