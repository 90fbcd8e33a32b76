"""Files: uploaded, sent by id and by link, received, downloaded, deleted."""

import hashlib
import tempfile

import httpx
from pywa import errors, types

import drawn
from hosted import link
from world import PERSON_A, TO, heard, her_file, refused, seen, sends_file, status_of, taps, person, wa


def a_file_is_uploaded_described_downloaded_and_deleted():
    # covers: POST /{sender}/media, GET /{node}, DELETE /{node}
    content = drawn.png(80, 40)
    media = wa.upload_media(content, mime_type="image/png", filename="seat.png")
    found = wa.get_media_url(media.id)
    assert (found.mime_type, found.file_size) == ("image/png", len(content)) and isinstance(found.file_size, int)
    assert wa.get_media_bytes(found.url) == content
    assert b"".join(wa.stream_media(found.url)) == content
    with tempfile.TemporaryDirectory() as folder:
        assert wa.download_media(url=found.url, path=folder, filename="got.png").read_bytes() == content
    assert httpx.get(found.url).content == content, "the address works without the token"
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert wa.delete_media(media.id).success
    refused(errors.WhatsAppError, lambda: wa.get_media_url(media.id))


def files_of_every_kind_are_sent_by_id():
    # covers: POST /{sender}/messages, POST /{sender}/media
    for send, content, mime, kind in (
        (wa.send_image, drawn.png(), "image/png", "image"),
        (wa.send_video, drawn.mp4(), "video/mp4", "video"),
        (wa.send_audio, drawn.mp3(), "audio/mpeg", "audio"),
        (wa.send_sticker, drawn.webp(), "image/webp", "sticker"),
    ):
        media = wa.upload_media(content, mime_type=mime, filename=f"file.{mime[-3:]}")
        sent = send(TO, media.id)
        shown = seen(PERSON_A, sent)
        assert shown["type"] == "media" and shown["file"]["kind"] == kind, shown
        assert her_file(PERSON_A, shown["file"]) == content, kind
        status_of(sent, "sent")


def files_of_every_kind_are_sent_by_link():
    # covers: POST /{sender}/messages
    image = seen(PERSON_A, wa.send_image(TO, link("/seat.png"), caption="Your seat"))
    assert image["caption"] == "Your seat" and image["file"]["mime"] == "image/png"
    video = seen(PERSON_A, wa.send_video(TO, link("/film.mp4"), caption="Safety"))
    assert video["caption"] == "Safety" and video["file"]["mime"] == "video/mp4"
    assert seen(PERSON_A, wa.send_audio(TO, link("/sound.mp3")))["file"]["mime"] == "audio/mpeg"
    assert seen(PERSON_A, wa.send_sticker(TO, link("/sun.webp")))["file"]["kind"] == "sticker"
    document = seen(PERSON_A, wa.send_document(TO, link("/pass.pdf"), filename="Boarding.pdf", caption="Your pass"))
    assert document["file"]["filename"] == "Boarding.pdf" and document["caption"] == "Your pass"
    assert her_file(PERSON_A, document["file"]) == drawn.pdf()


def a_voice_note_is_one_and_says_when_it_was_played():
    voice = wa.upload_media(drawn.ogg(), mime_type="audio/ogg", filename="note.ogg")
    sent = wa.send_voice(TO, voice.id)
    assert seen(PERSON_A, sent)["voice"] is True
    person(PERSON_A, "play", message=sent.id)
    assert status_of(sent, "played").from_user.wa_id == TO
    plain = wa.send_audio(TO, voice.id)
    assert not seen(PERSON_A, plain).get("voice")


def cards_bring_the_reply_of_the_one_that_was_tapped():
    # covers: POST /{sender}/messages
    card = lambda name, *buttons: types.ImageCarouselCard(image=link("/seat.png"), body=name, buttons=list(buttons))
    cards = [card("Window", types.Button("Take it", "12A")), card("Aisle", types.Button("Take it", "12C"))]
    sent = wa.send_carousel(TO, body="Which seat?", cards=cards)
    shown = seen(PERSON_A, sent)
    assert [one["body"] for one in shown["cards"]] == ["Window", "Aisle"], shown
    assert her_file(PERSON_A, shown["cards"][1]["file"]) == drawn.png()
    person(PERSON_A, "tap", message=sent.id, id="12C")
    assert taps.wait("tap on a card", lambda t: t.data == "12C").title == "Take it"
    page = lambda url: types.ImageCarouselCard(image=link("/seat.png"), buttons=types.URLButton("Open", url))
    sent = wa.send_carousel(TO, body="Look", cards=[page("https://example.com/a"), page("https://example.com/b")])
    assert seen(PERSON_A, sent)["cards"][0]["link"]["url"] == "https://example.com/a"


def a_picture_stands_above_buttons_and_links():
    # covers: POST /{sender}/messages
    media = wa.upload_media(drawn.png(), mime_type="image/png", filename="seat.png")
    sent = wa.send_image(TO, media.id, caption="12A?", footer="Sandbox", buttons=[types.Button("Take it", "take-12a")])
    assert seen(PERSON_A, sent)["file"]["kind"] == "image"
    person(PERSON_A, "tap", message=sent.id)
    assert taps.wait("tap under a picture", lambda t: t.data == "take-12a").title == "Take it"
    button = types.URLButton("Watch", "https://example.com/film")
    sent = wa.send_video(TO, link("/film.mp4"), caption="Safety on board", buttons=button)
    shown = seen(PERSON_A, sent)
    assert shown["type"] == "cta_url" and shown["file"]["kind"] == "video", shown
    sent = wa.send_document(TO, link("/pass.pdf"), filename="Pass.pdf", caption="Print it", buttons=button)
    assert seen(PERSON_A, sent)["file"]["filename"] == "Pass.pdf"


def inbound_files_of_every_kind_are_parsed_and_downloaded():
    for name, mime, content, shown in (
        ("Holiday.png", "image/png", drawn.png(32, 48), {"kind": "image", "caption": "Look"}),
        ("Film.mp4", "video/mp4", drawn.mp4(), {"kind": "video", "caption": "Watch"}),
        ("Sound.mp3", "audio/mpeg", drawn.mp3(), {"kind": "audio"}),
        ("Note.ogg", "audio/ogg", drawn.ogg(), {"kind": "audio", "voice": True}),
        ("Sun.webp", "image/webp", drawn.webp(), {"kind": "sticker"}),
        ("Bill.pdf", "application/pdf", drawn.pdf("Bill"), {"kind": "document", "caption": "Please pay"}),
    ):
        message = heard(sends_file(PERSON_A, name, mime, content, **shown), shown["kind"])
        assert message.type.value == shown["kind"], message
        media = getattr(message, shown["kind"])
        assert media is not None and message.media is media
        assert media.mime_type.split(";")[0] == mime
        assert media.get_bytes() == content, name
        if "caption" in shown:
            assert message.caption == shown["caption"]
        if shown["kind"] == "audio":
            assert media.voice is bool(shown.get("voice")), name
        if shown["kind"] == "document":
            assert media.filename == name
        if shown["kind"] == "sticker":
            assert not media.animated
        with tempfile.TemporaryDirectory() as folder:
            assert media.download(path=folder).read_bytes() == content


def unfit_files_are_refused():
    error = refused(errors.WhatsAppError, lambda: wa.upload_media(b"no picture", mime_type="image/png", filename="a.png"))
    assert error.status_code == 400, error
    document = wa.upload_media(drawn.pdf(), mime_type="application/pdf", filename="a.pdf")
    error = refused(errors.WhatsAppError, lambda: wa.send_image(TO, document.id))
    assert "cannot be sent as image" in str(error.details), error
    refused(errors.WhatsAppError, lambda: wa.send_image(TO, "1234567890"))
    error = refused(errors.WhatsAppError, lambda: wa.send_image(TO, link("/seat.png") + "x"))
    assert error.code == 131053, error


CHECKS = [
    a_file_is_uploaded_described_downloaded_and_deleted,
    files_of_every_kind_are_sent_by_id,
    files_of_every_kind_are_sent_by_link,
    a_voice_note_is_one_and_says_when_it_was_played,
    cards_bring_the_reply_of_the_one_that_was_tapped,
    a_picture_stands_above_buttons_and_links,
    inbound_files_of_every_kind_are_parsed_and_downloaded,
    unfit_files_are_refused,
]
