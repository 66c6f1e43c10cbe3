"""Records of WARC files, written out by hand."""

HTML = "<p>关于防汛工作的通知</p>".encode()


def record(
    block: bytes, kind: str = "response", url: str = "http://h.gov.cn/a", length: int | None = None, **more: str
) -> bytes:
    headers = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2020-06-07T01:02:03Z",
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(block) if length is None else length),
    } | {name.replace("_", "-"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def http(body: bytes = HTML, *headers: str, status: str = "200 OK") -> bytes:
    lines = ["HTTP/1.1 " + status, *(headers or ("Content-Type: text/html",))]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
