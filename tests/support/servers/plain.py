"""A custom model server, for tests: Python's own HTTP server, which answers as the environment says.

It serves the Open Inference Protocol over HTTP for one model, or `READY_PATH` alone, on PORT or on SOCKET. Each inference returns the sum of
its first input, the release and the file that it was started with.
"""

import http.server
import json
import os
import signal
import socketserver
import sys
import threading
import time

NAME = os.environ["MODEL_NAME"]
MODEL = "/v2/models/" + os.environ.get("SERVED_AS", NAME)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def address_string(self):
        return "client"

    def log_message(self, format, *args):
        pass

    def answer(self, status, body, kind="application/json"):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == MODEL + "/ready" or self.path == os.environ.get("READY_PATH"):
            self.answer(200, {"ready": True})
        elif self.path == MODEL:
            self.answer(200, {"name": NAME, "platform": "plain"})
        elif self.path == "/where":
            self.answer(200, {"directory": os.getcwd(), "environment": dict(os.environ), "arguments": sys.argv[1:]})
        else:
            self.answer(404, {"error": "no such path: " + self.path + ", but " + MODEL})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/echo":
            self.answer(200, body.decode(), "text/plain")
        elif self.path != MODEL + "/infer":
            self.answer(404, {"error": "no such path: " + self.path})
        else:
            if "x-seconds" in self.headers:
                print("inferring", flush=True)
                time.sleep(float(self.headers["x-seconds"]))
            data = json.loads(body)["inputs"][0]["data"]
            with open(os.environ["MODEL_PATH"], encoding="utf-8") as file:
                file_text = file.read()
            outputs = [{"name": "sum", "datatype": "FP64", "shape": [1], "data": [sum(data)]}]
            self.answer(200, {"model_name": NAME, "model_version": file_text, "outputs": outputs})


class TcpServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    allow_reuse_address = True


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    def get_request(self):
        connection, _ = super().get_request()
        return connection, ("socket", 0)


def main():
    print("starting with", os.environ.get("SECRET_KEY", "no secret"), flush=True)
    time.sleep(float(os.environ.get("START_SECONDS", "0")))
    if "FAIL" in os.environ:
        sys.exit("no such thing: " + os.environ["FAIL"])
    if "SOCKET" in os.environ:
        server = UnixServer(os.environ["SOCKET"], Handler)
    else:
        server = TcpServer((os.environ["HOST"], int(os.environ["PORT"])), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    print("ended well", flush=True)


main()
