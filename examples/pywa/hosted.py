"""A web server of this machine with the drawn files, for messages that name a file by its link."""

import http.server
import threading

import drawn

FILES = {
    "/seat.png": ("image/png", drawn.png()),
    "/film.mp4": ("video/mp4", drawn.mp4()),
    "/sound.mp3": ("audio/mpeg", drawn.mp3()),
    "/pass.pdf": ("application/pdf", drawn.pdf()),
    "/sun.webp": ("image/webp", drawn.webp()),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        mime, content = FILES.get(self.path, (None, b""))
        self.send_response(200 if mime else 404)
        self.send_header("Content-Type", mime or "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words):
        pass


_server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=_server.serve_forever, daemon=True).start()


def link(path):
    assert path in FILES, path
    return f"http://127.0.0.1:{_server.server_address[1]}{path}"
