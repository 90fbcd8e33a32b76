use super::*;
use crate::content::{Buttons, Frame, ReplyButton};
use crate::id::{InboxSeq, MessageRef, PersonId};
use proptest::prelude::*;

fn text(body: String) -> Draft {
    Draft::Text { body, preview_url: false }
}

fn place(latitude: f64, longitude: f64) -> Draft {
    Draft::Location(Location { latitude, longitude, name: None, address: None })
}

fn buttons(pairs: &[(&str, &str)]) -> Buttons {
    let button = |&(id, title): &(&str, &str)| ReplyButton { id: id.into(), title: title.into() };
    let buttons = pairs.iter().map(button).collect();
    Buttons { frame: Frame { body: "Body".into(), ..Frame::default() }, buttons }
}

#[test]
fn a_text_has_1_to_4096_characters_counted_as_scalars() {
    assert_eq!(text("ü".repeat(4_096)).check(), Ok(()));
    let fault = text("ü".repeat(4_097)).check().unwrap_err();
    assert_eq!(fault.refusal, Refusal::InvalidParameter);
    assert!(fault.detail.contains("4097") && fault.detail.contains("4096"), "{fault}");
    assert!(text(String::new()).check().is_err());
    assert!(text(" \n\t ".into()).check().is_err());
}

#[test]
fn a_place_is_finite_and_on_earth() {
    assert_eq!(place(90.0, -180.0).check(), Ok(()));
    for (latitude, longitude) in
        [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY), (-91.0, 0.0)]
    {
        assert!(place(latitude, longitude).check().is_err(), "{latitude} {longitude}");
    }
}

#[test]
fn a_reaction_is_one_emoji_or_empty() {
    let target = MessageRef { person: PersonId(1), seq: InboxSeq(1), hint: 0 };
    let reaction = |emoji: &str| Draft::Reaction { target, emoji: emoji.into() };
    assert_eq!(reaction("👍").check(), Ok(()));
    assert_eq!(reaction("").check(), Ok(()));
    assert!(reaction("thanks").check().is_err());
}

#[test]
fn one_to_three_reply_buttons_with_unique_ids() {
    let three = [("a", "Yes"), ("b", "No"), ("c", "Later")];
    assert_eq!(Draft::Buttons(buttons(&three)).check(), Ok(()));
    assert!(Draft::Buttons(buttons(&[])).check().is_err());
    assert!(Draft::Buttons(buttons(&[three[0], three[1], three[2], ("d", "D")])).check().is_err());
    assert!(Draft::Buttons(buttons(&[("a", "Yes"), ("a", "No")])).check().is_err());
}

type MakeOfLength = Box<dyn Fn(usize) -> Buttons>;

#[test]
fn the_parts_of_an_interactive_message_keep_their_lengths() {
    let base = buttons(&[("a", "Yes")]);
    let cases: Vec<(&str, MakeOfLength, usize)> = vec![
        ("title", Box::new(|n| buttons(&[("a", &"t".repeat(n))])), REPLY_TITLE_CHARS),
        ("id", Box::new(|n| buttons(&[(&"i".repeat(n), "t")])), REPLY_ID_CHARS),
        (
            "header",
            {
                let base = base.clone();
                Box::new(move |n| Buttons {
                    frame: Frame { header: Some("h".repeat(n)), ..base.frame.clone() },
                    ..base.clone()
                })
            },
            INTERACTIVE_HEADER_CHARS,
        ),
        (
            "footer",
            {
                let base = base.clone();
                Box::new(move |n| Buttons {
                    frame: Frame { footer: Some("f".repeat(n)), ..base.frame.clone() },
                    ..base.clone()
                })
            },
            INTERACTIVE_FOOTER_CHARS,
        ),
        (
            "body",
            Box::new(move |n| Buttons {
                frame: Frame { body: "b".repeat(n), ..base.frame.clone() },
                ..base.clone()
            }),
            INTERACTIVE_BODY_CHARS,
        ),
    ];
    for (name, make, limit) in cases {
        assert_eq!(Draft::Buttons(make(limit)).check(), Ok(()), "{name} {limit}");
        assert!(Draft::Buttons(make(limit + 1)).check().is_err(), "{name} {}", limit + 1);
        assert!(Draft::Buttons(make(0)).check().is_err(), "{name} empty");
    }
}

#[test]
fn a_person_sends_neither_buttons_nor_templates() {
    assert!(Content::Buttons(buttons(&[("a", "Yes")])).check_inbound().is_err());
    let frame = Frame { body: "Where are you?".into(), ..Frame::default() };
    assert!(Content::LocationRequest(frame).check_inbound().is_err());
    let reply = Content::ButtonReply { id: "a".into(), title: "Yes".into() };
    assert_eq!(reply.check_inbound(), Ok(()));
    let long = Content::QuickReply { payload: "p".repeat(257), text: "Yes".into() };
    assert!(long.check_inbound().is_err());
    let row = |description: usize| Content::ListReply {
        id: "i".repeat(ROW_ID_CHARS),
        title: "t".repeat(ROW_TITLE_CHARS),
        description: Some("d".repeat(description)),
    };
    assert_eq!(row(ROW_DESCRIPTION_CHARS).check_inbound(), Ok(()));
    assert!(row(ROW_DESCRIPTION_CHARS + 1).check_inbound().is_err());
}

proptest! {
    #[test]
    fn any_text_may_be_checked(body in "\\PC*", latitude in any::<f64>(), longitude in any::<f64>()) {
        let passes = text(body.clone()).check().is_ok();
        prop_assert_eq!(passes, !body.trim().is_empty() && body.chars().count() <= 4_096);
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        prop_assert_eq!(place(latitude, longitude).check().is_ok(), on_earth);
        let reaction = Content::Reaction { target: InboxSeq(1), emoji: body.clone() };
        prop_assert!(reaction.check_inbound().is_ok() || !body.is_empty());
    }
}
