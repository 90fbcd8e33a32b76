"""What pywa's handlers received, and an HTTP listener that passes requests on to pywa.

pywa brings no listener of its own without further packages; its three webhook methods are made for
being called from any server, here the one of the standard library.
"""

import http.server
import threading
import urllib.parse

DEADLINE_S = 20


class Inbox:
    """Updates in the order in which pywa handed them over."""

    def __init__(self):
        self._updates = []
        self._changed = threading.Condition()

    def add(self, _client, update):
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    def wait(self, what, wanted):
        """The first update that `wanted` accepts; fails after DEADLINE_S."""

        def first():
            return next((update for update in self._updates if wanted(update)), None)

        with self._changed:
            self._changed.wait_for(lambda: first() is not None, DEADLINE_S)
            found = first()
            assert found is not None, f"no {what} within {DEADLINE_S} s; got {self._updates}"
            return found

    def __len__(self):
        with self._changed:
            return len(self._updates)


def listen(whatsapp):
    """Serves pywa's webhook on a free port of this machine; answers the address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
            challenge = query.get("hub.challenge")
            self.answer(*whatsapp.webhook_challenge_handler(query.get("hub.verify_token"), challenge))

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            signature = self.headers.get("X-Hub-Signature-256")
            refused = whatsapp.webhook_update_validator(body, signature)
            self.answer(*(refused or whatsapp.webhook_update_handler(body)))

        def answer(self, text, status):
            body = (text or "").encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/webhook"
