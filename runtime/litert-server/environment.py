"""What the server is configured with: `runtime/README.md` has the meaning of the variables."""

import ipaddress
import os
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MIB = 1024 * 1024
# Of a Unix socket's path, with the zero at its end (unix(7)).
MOST_PATH = 107


class Faults(Exception):
    """Every variable that is wrong, a line each."""

    def __init__(self, faults):
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Environment:
    name: str
    version: str
    path: str
    digest: str
    host: str
    port: int | None
    socket: str | None
    max_body_bytes: int
    delegate: str


@dataclass(frozen=True)
class Variable:
    name: str
    # The value, or None for a text that is not allowed.
    parse: object
    allowed: str
    remedy: str


def matching(pattern):
    return lambda text: text if re.fullmatch(pattern, text) else None


def whole(least, most):
    return lambda text: int(text) if re.fullmatch(r"[0-9]{1,12}", text) and least <= int(text) <= most else None


def one_of(*names):
    return lambda text: text if text in names else None


def to_path(text):
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        return os.path.abspath(text)
    url = urlsplit(text)
    return unquote(url.path) if url.scheme == "file" and url.netloc in ("", "localhost") and url.path.startswith("/") else None


def loopback(text):
    if text == "localhost":
        return text
    try:
        return text if ipaddress.ip_address(text).is_loopback else None
    except ValueError:
        return None


def socket_path(text):
    path = os.path.abspath(text)
    return path if len(os.fsencode(path)) <= MOST_PATH else None


VARIABLES = {
    each.name: each
    for each in (
        Variable(
            "MODEL_NAME",
            matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}"),
            "up to 128 letters, digits, '.', '_' and '-', the first a letter or digit",
            "set it to the model's name",
        ),
        Variable(
            "MODEL_VERSION",
            matching(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}"),
            "up to 128 letters, digits, '.', '_', '+' and '-', the first a letter or digit",
            "set it to the release's version",
        ),
        Variable("MODEL_URI", to_path, "a path, or a file: URL without a host", "get the artifact onto this machine and name the file"),
        Variable(
            "MODEL_DIGEST",
            matching(r"sha256:[0-9a-f]{64}"),
            "sha256: and 64 lower-case hexadecimal digits",
            "set it to the release's digest",
        ),
        Variable(
            "HOST",
            loopback,
            "127.0.0.1, ::1, localhost, since this server has no TLS",
            "unset it, and let a proxy with TLS beside it take requests of other machines",
        ),
        Variable("PORT", whole(0, 65535), "a whole number from 1 to 65535, or 0 for any free port", "set it to the port to listen on, or set SOCKET"),
        Variable("SOCKET", socket_path, f"a path of at most {MOST_PATH} bytes", "set it to the path of the Unix socket to listen on, or set PORT"),
        Variable("MAX_BODY_BYTES", whole(1024, 256 * MIB), f"a whole number from 1024 to {256 * MIB}", f"unset it for {8 * MIB}"),
        Variable("DELEGATE", one_of("auto", "cpu", "edgetpu"), "auto, cpu, edgetpu", "unset it for auto: an Edge TPU where there is one, else the processor"),
    )
}


def parse(env):
    """An empty variable counts as not set. Raises `Faults` with every faulty one."""
    faults = {}

    def read(name, fallback=None, required=False):
        text = env.get(name, "")
        value = fallback if text == "" else VARIABLES[name].parse(text)
        if value is None and (text != "" or required):
            faults[name] = fault_of(VARIABLES[name], text)
        return value

    found = Environment(
        name=read("MODEL_NAME", required=True),
        version=read("MODEL_VERSION", required=True),
        path=read("MODEL_URI", required=True),
        digest=read("MODEL_DIGEST", required=True),
        host=read("HOST", "127.0.0.1"),
        port=read("PORT", required=env.get("SOCKET", "") == ""),
        socket=read("SOCKET"),
        max_body_bytes=read("MAX_BODY_BYTES", 8 * MIB),
        delegate=read("DELEGATE", "auto"),
    )
    if found.port is not None and found.socket is not None:
        faults["SOCKET"] = "SOCKET: set, and PORT, too, expected one of the two [environment/port-and-socket]; unset one of them"
    if faults:
        raise Faults([faults[name] for name in sorted(faults)])
    return found


def fault_of(variable, text):
    if text == "":
        return f"{variable.name}: not set, expected {variable.allowed} [environment/variable-missing]; {variable.remedy}"
    # The address of an object store may have its signature in it.
    shown = re.sub(r"//[^/]*@", "//…@", re.sub(r"[?#].*", "?…", text, flags=re.S)) if variable.name == "MODEL_URI" else text
    value = f'"{shown[:100]}{"…" if len(shown) > 100 else ""}"'
    return f"{variable.name}: invalid value {value}, expected {variable.allowed} [environment/variable-wrong]; {variable.remedy}"
