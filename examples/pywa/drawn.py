"""Files of every kind, made here: small, whole, and shown by any program that knows their format."""

import struct
import zlib


def png(width=64, height=64, colour=(30, 110, 90)):
    """A picture of one colour."""

    def chunk(name, content):
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def webp(side=512, colour=(250, 180, 40)):
    """A sticker of one colour: lossless WebP whose five prefix codes have one symbol each."""
    bits, count = 0, 0

    def put(value, width):
        nonlocal bits, count
        bits |= value << count
        count += width

    for value, width in ((side - 1, 14), (side - 1, 14), (1, 1), (0, 3), (0, 1), (0, 1), (0, 1)):
        put(value, width)
    red, green, blue = colour
    for symbol in (green, red, blue, 255):
        put(0b101, 3)
        put(symbol, 8)
    put(0b0001, 4)
    data = b"\x2f" + bits.to_bytes((count + 7) // 8, "little")
    data += b"\0" * (len(data) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def mp3(frames=20):
    """Silence: MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono."""
    return (b"\xff\xfb\x90\xc4" + b"\0" * 413) * frames


def ogg():
    """The first page of an Opus stream, as far as a server looks at it."""
    head = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"
    return b"OggS\0\x02" + b"\0" * 20 + b"\x01" + bytes([len(head)]) + head


def mp4():
    """A film without pictures in it: its boxes say that it has a picture track."""

    def box(name, *content):
        inner = b"".join(content)
        return struct.pack(">I", 8 + len(inner)) + name + inner

    handler = box(b"hdlr", b"\0" * 8, b"vide", b"\0" * 13)
    return box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", box(b"trak", box(b"mdia", handler)))


def pdf(line="Boarding pass"):
    """One page with one line."""
    text = f"BT /F1 24 Tf 40 120 Td ({line}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end
