"""Requests by routes, on Tornado. What a route raises becomes the protocol's error object."""

import json
import logging
import time
import traceback
from urllib.parse import unquote

from tornado.web import Application, RequestHandler, stream_request_body

from body import check_headers, too_big
from refusal import Refusal


class Routes(Application):
    def __init__(self, routes, metrics, max_body_bytes, log, failed):
        # Its lines are no JSON, and quote requests.
        logging.getLogger("tornado").addHandler(logging.NullHandler())
        logging.getLogger("tornado").propagate = False
        super().__init__([(r".*", Handler)], log_function=lambda _handler: None)
        self.patterns = [(method, path.split("/"), handle) for method, path, handle in routes]
        self.metrics, self.max_body_bytes, self.log, self.failed = metrics, max_body_bytes, log, failed
        self.closing = False
        # Handlers that have not answered.
        self.under_way = set()

    def route(self, method, path):
        """The handler, and what stands in the path at `:model` and the like."""
        segments = [segment(each) for each in path.removesuffix("/").split("/")]
        there = [(own, parts, handle) for own, parts, handle in self.patterns if matches(parts, segments)]
        for own, parts, handle in there:
            if own == ("GET" if method == "HEAD" else method):
                return handle, {part[1:]: each for part, each in zip(parts, segments) if part.startswith(":")}
        if not there:
            paths = dict.fromkeys("/".join(f"{{{part[1:]}}}" if part.startswith(":") else part for part in parts) for _, parts, _ in self.patterns)
            raise Refusal(404, f"no such path; allowed: {', '.join(paths)}")
        allow = ", ".join("GET, HEAD" if own == "GET" else own for own, _, _ in there)
        raise Refusal(405, f"this path has no such method; allowed: {allow}", {"allow": allow})


def segment(text):
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise Refusal(400, "the path is not percent-encoded UTF-8") from None


def matches(parts, segments):
    return len(parts) == len(segments) and all(part.startswith(":") or part == each for part, each in zip(parts, segments))


@stream_request_body
class Handler(RequestHandler):
    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")

    def prepare(self):
        self.begun, self.body, self.inference = time.monotonic(), bytearray(), False
        self.application.under_way.add(self)
        try:
            self.handle, self.path_values = self.application.route(self.request.method, self.request.path)
            if self.request.method == "POST":
                self.inference = True
                check_headers(self.request.headers)
                if int(self.request.headers.get("content-length", 0)) > self.application.max_body_bytes:
                    raise too_big(self.application.max_body_bytes)
        except Refusal as refusal:
            self.refuse(refusal)

    def data_received(self, chunk):
        if self._finished:
            return
        self.body += chunk
        if len(self.body) > self.application.max_body_bytes:
            self.refuse(too_big(self.application.max_body_bytes))

    async def respond(self):
        if self._finished:
            return
        try:
            self.send(*await self.handle(self.path_values, bytes(self.body)))
        except Refusal as refusal:
            self.refuse(refusal)
        except Exception as error:
            # The error's kind and its place in the code. Not its message, which may quote what was sent.
            frames = traceback.extract_tb(error.__traceback__)[-4:]
            at = " ".join([type(error).__name__, *(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in frames)])
            self.application.log.error("request failed", at=at)
            self.send(500, error_object("the server failed; nothing is wrong with the request"))
            self.application.failed(error)

    get = head = post = put = delete = patch = options = respond

    def refuse(self, refusal):
        self.send(refusal.status, error_object(str(refusal)), headers=refusal.headers)

    def send(self, status, text, kind="application/json", headers=None):
        if self.inference:
            self.application.metrics.count(status, time.monotonic() - self.begun)
        self.set_status(status)
        for name, value in {"content-type": kind, **(headers or {})}.items():
            self.set_header(name, value)
        if self.application.closing or status == 413:
            self.set_header("connection", "close")
        self.finish(text)

    def set_default_headers(self):
        self.clear_header("Server")

    def compute_etag(self):
        return None

    def write_error(self, status_code, **_details):
        self.set_header("content-type", "application/json")
        self.finish(error_object("this method is not allowed" if status_code == 405 else "the request can't be answered"))

    def on_finish(self):
        self.application.under_way.discard(self)

    on_connection_close = on_finish


def error_object(message):
    return json.dumps({"error": message}, ensure_ascii=False, separators=(",", ":"))
