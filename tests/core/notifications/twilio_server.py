"""A small server on the loopback that speaks Twilio's wire format, as providers answer in real life: well, badly, late or never."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

SID, TOKEN = "AC" + "0" * 32, "the-token"


@dataclass
class Twilio:
    """`answer` is one of the names below; `taken` are the SMS that the provider has accepted."""

    url: str = ""
    answer: str = "ok"
    taken: list[dict[str, str]] = field(default_factory=list)
    asked: int = 0
    silence: threading.Event = field(default_factory=threading.Event)


ERRORS = {
    "bad number": (400, 21211, "The 'To' number is not a valid phone number."),
    "country": (400, 21408, "Permission to send an SMS has not been enabled for the region."),
    "opted out": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "landline": (400, 21614, "'To' number is not a valid mobile number"),
    "new error": (400, 63999, "Something of next year"),
    "bad keys": (401, 20003, "Authenticate"),
    "slow down": (429, 20429, "Too Many Requests"),
}


def handler_for(twilio: Twilio) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            twilio.asked += 1
            asked = {name: values[0] for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
            wanted = "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
            if self.path != f"/2010-04-01/Accounts/{SID}/Messages.json" or self.headers["Authorization"] != wanted:
                self.say(404, {"code": 20404, "message": "not found", "status": 404})
            elif twilio.answer in ERRORS:
                status, code, text = ERRORS[twilio.answer]
                self.say(status, {"code": code, "message": text, "status": status, "more_info": "https://www.twilio.com/docs/errors"})
            elif twilio.answer == "html 502":
                self.raw(502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html")
            else:
                twilio.taken.append(asked)
                self.after_taking(asked)

        def after_taking(self, asked: dict[str, str]) -> None:
            if twilio.answer == "silence":
                twilio.silence.wait(30)
            elif twilio.answer == "hang up":
                self.connection.shutdown(socket.SHUT_RDWR)
            elif twilio.answer == "cut off":
                self.raw(201, b'{"sid": "SM1', "application/json")
            else:
                sid = f"SM{len(twilio.taken):032d}"
                answer = {"sid": sid, "status": "queued", "to": asked["To"], "body": asked["Body"], "num_segments": "1", "price": None}
                self.say(201, {**answer, "error_code": None, "error_message": None, "account_sid": SID})

        def say(self, status: int, content: dict) -> None:
            self.raw(status, json.dumps(content).encode(), "application/json")

        def raw(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def running() -> Iterator[Twilio]:
    twilio = Twilio()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(twilio))
    server.daemon_threads = True
    twilio.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield twilio
    finally:
        twilio.silence.set()
        server.shutdown()
        server.server_close()
