use super::*;
use crate::content::sha256_text;
use crate::id::{BusinessId, MediaId, SenderId};
use crate::outbound::Recipient;

fn file(kind: MediaKind, mime: &str) -> Attachment {
    Attachment {
        id: MediaId(7),
        kind,
        mime: mime.into(),
        bytes: 5,
        sha256: sha256_text(&[0; 32]),
        filename: None,
        thumbnail: false,
        animated: false,
    }
}

fn draft(kind: MediaKind, caption: Option<String>) -> MediaDraft {
    MediaDraft { kind, caption, filename: None, voice: false }
}

fn outbound(draft: Draft, files: Vec<Attachment>) -> Outbound {
    Outbound {
        business: BusinessId(1),
        sender: SenderId(2),
        to: Recipient::WaId(999_000_000_000_001),
        draft,
        files,
        reply_to: None,
        opaque: None,
    }
}

#[test]
fn a_caption_has_at_most_1024_characters_and_stands_not_below_sounds_and_stickers() {
    for kind in MediaKind::ALL {
        let captioned = !matches!(kind, MediaKind::Audio | MediaKind::Sticker);
        assert_eq!(check(&draft(kind, None)), Ok(()), "{kind:?}");
        let longest = draft(kind, Some("ü".repeat(CAPTION_CHARS)));
        assert_eq!(check(&longest).is_ok(), captioned, "{kind:?}");
        let fault = check(&draft(kind, Some("ü".repeat(CAPTION_CHARS + 1)))).unwrap_err();
        assert!(fault.detail.starts_with(&format!("{}.caption", kind.name())), "{fault}");
    }
}

#[test]
fn a_file_name_keeps_its_length() {
    let of = |length: usize| MediaDraft {
        filename: Some("n".repeat(length)),
        ..draft(MediaKind::Document, None)
    };
    assert_eq!(check(&of(FILE_NAME_CHARS)), Ok(()));
    assert!(check(&of(FILE_NAME_CHARS + 1)).unwrap_err().detail.contains("document.filename"));
}

#[test]
fn a_message_that_is_a_file_has_exactly_one_that_is_fit() {
    let image = || Draft::Media(draft(MediaKind::Image, None));
    let photo = || file(MediaKind::Image, "image/jpeg");
    assert_eq!(outbound(image(), vec![photo()]).check(), Ok(()));
    assert!(outbound(image(), Vec::new()).check().is_err());
    assert!(outbound(image(), vec![photo(), photo()]).check().is_err());
    let text = Draft::Text { body: "Hi".into(), preview_url: false };
    assert!(outbound(text, vec![photo()]).check().is_err());
    let sound = outbound(image(), vec![file(MediaKind::Image, "audio/mpeg")]);
    assert!(sound.check().unwrap_err().detail.contains("audio/mpeg"));
    let any = outbound(
        Draft::Media(draft(MediaKind::Document, None)),
        vec![file(MediaKind::Document, "image/jpeg")],
    );
    assert_eq!(any.check(), Ok(()));
}
