"""A server of the OpenAI API for tests: a language model of word pairs, read from the release's file, over Python's own HTTP server.

It shows that requests, streams and counts of tokens pass through gate and sidecar as the API's reference has them
(https://platform.openai.com/docs/api-reference). It does not show that a particular server, such as vLLM, starts or answers.
"""

import http.server
import json
import os
import signal
import socketserver
import threading
import time

NAME = os.environ["MODEL_NAME"]
with open(os.environ["MODEL_PATH"], encoding="utf-8") as file:
    NEXT = json.load(file)


def words_after(prompt):
    word = prompt.split()[-1] if prompt.split() else ""
    while word in NEXT:
        word = NEXT[word]
        yield word


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def address_string(self):
        return "client"

    def log_message(self, format, *args):
        pass

    def send(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/v1/models":
            self.send(200, {"object": "list", "data": [{"id": NAME, "object": "model", "created": 0, "owned_by": "test"}]})
        else:
            self.send(404, {"error": {"message": "no such path"}})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        if self.path == "/v1/chat/completions":
            self.complete(request, request["messages"][-1]["content"], "chat.completion", self.chat_choice)
        elif self.path == "/v1/completions":
            self.complete(request, request["prompt"], "text_completion", self.text_choice)
        elif self.path == "/v1/embeddings":
            vector = [float(len(word)) for word in request["input"].split()]
            usage = {"prompt_tokens": len(vector), "total_tokens": len(vector)}
            self.send(200, {"object": "list", "model": NAME, "data": [{"object": "embedding", "index": 0, "embedding": vector}], "usage": usage})
        else:
            self.send(404, {"error": {"message": "no such path"}})

    def chat_choice(self, text, streamed, finish):
        return {"index": 0, "finish_reason": finish, "delta" if streamed else "message": {"role": "assistant", "content": text}}

    def text_choice(self, text, streamed, finish):
        return {"index": 0, "finish_reason": finish, "text": text}

    def complete(self, request, prompt, kind, choice):
        pause = float(self.headers.get("x-seconds-a-word", "0"))
        words, count = [], len(prompt.split())
        answer = {"id": "completion-1", "created": 0, "model": NAME}
        streamed = request.get("stream", False)
        for word in words_after(prompt):
            time.sleep(pause)
            if streamed and words == []:
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("transfer-encoding", "chunked")
                self.end_headers()
            words.append(word)
            if streamed:
                self.event({**answer, "object": kind + ".chunk", "choices": [choice(word + " ", True, None)]})
        usage = {"prompt_tokens": count, "completion_tokens": len(words), "total_tokens": count + len(words)}
        if not streamed:
            self.send(200, {**answer, "object": kind, "choices": [choice(" ".join(words), False, "stop")], "usage": usage})
            return
        if request.get("stream_options", {}).get("include_usage", False):
            self.event({**answer, "object": kind + ".chunk", "choices": [], "usage": usage})
        self.chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def event(self, data):
        self.chunk("data: " + json.dumps(data) + "\n\n")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    def get_request(self):
        connection, _ = super().get_request()
        return connection, ("socket", 0)


server = UnixServer(os.environ["SOCKET"], Handler)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
