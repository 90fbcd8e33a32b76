//! Limits of a row of cards.

use super::interactive::check_page;
use super::{
    CARD_BODY_CHARS, CAROUSEL_CARD_BREAKS, CAROUSEL_CARDS, CTA_TEXT_CHARS, INTERACTIVE_BODY_CHARS,
    REPLY_BUTTONS, REPLY_ID_CHARS, REPLY_TITLE_CHARS, Violation, check_text,
};
use crate::content::{Carousel, CarouselCard};
use std::collections::BTreeSet;

pub(super) fn check(carousel: &Carousel) -> Result<(), Violation> {
    check_text("interactive.body.text", &carousel.body, INTERACTIVE_BODY_CHARS)?;
    let (fewest, most) = CAROUSEL_CARDS;
    let count = carousel.cards.len();
    if !(fewest..=most).contains(&count) {
        let detail =
            format!("interactive.action.cards has {count} cards; {fewest} to {most} are allowed");
        return Err(Violation::invalid(detail));
    }
    let mut ids = BTreeSet::new();
    for (place, card) in carousel.cards.iter().enumerate() {
        let path = format!("interactive.action.cards[{place}]");
        check_card(&path, card, &mut ids)?;
        if carousel.cards.first().is_some_and(|first| shape(first) != shape(card)) {
            let detail = format!("{path}.action has other buttons than the first card has");
            return Err(Violation::invalid(detail));
        }
    }
    Ok(())
}

/// What must be the same on every card.
fn shape(card: &CarouselCard) -> (usize, bool) {
    (card.buttons.len(), card.link.is_some())
}

fn check_card<'c>(
    path: &str,
    card: &'c CarouselCard,
    ids: &mut BTreeSet<&'c str>,
) -> Result<(), Violation> {
    if let Some(body) = &card.body {
        check_text(format_args!("{path}.body.text"), body, CARD_BODY_CHARS)?;
        if body.matches('\n').count() > CAROUSEL_CARD_BREAKS {
            let detail =
                format!("{path}.body.text has more than {CAROUSEL_CARD_BREAKS} line breaks");
            return Err(Violation::invalid(detail));
        }
    }
    if let Some(link) = &card.link {
        let parameters = format!("{path}.action.parameters");
        check_text(format_args!("{parameters}.display_text"), &link.text, CTA_TEXT_CHARS)?;
        check_page(&format!("{parameters}.url"), &link.url)?;
        return Ok(());
    }
    let count = card.buttons.len();
    if !(1..=REPLY_BUTTONS).contains(&count) {
        let detail =
            format!("{path}.action.buttons has {count} buttons; 1 to {REPLY_BUTTONS} are allowed");
        return Err(Violation::invalid(detail));
    }
    for (place, button) in card.buttons.iter().enumerate() {
        let reply = format!("{path}.action.buttons[{place}].quick_reply");
        check_text(format_args!("{reply}.id"), &button.id, REPLY_ID_CHARS)?;
        check_text(format_args!("{reply}.title"), &button.title, REPLY_TITLE_CHARS)?;
        if !ids.insert(&button.id) {
            return Err(Violation::invalid(format!("{reply}.id is that of an earlier button")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{CardLink, ReplyButton};

    fn replies(card: usize, count: usize) -> CarouselCard {
        let button = |n| ReplyButton { id: format!("{card}-{n}"), title: format!("Take {n}") };
        CarouselCard {
            body: Some("One\nTwo\nThree".to_owned()),
            buttons: (0..count).map(button).collect(),
            ..CarouselCard::default()
        }
    }

    fn linked(url: &str) -> CarouselCard {
        let link = CardLink { text: "Open".to_owned(), url: url.to_owned() };
        CarouselCard { link: Some(link), ..CarouselCard::default() }
    }

    fn row(cards: Vec<CarouselCard>) -> Carousel {
        Carousel { body: "Look".to_owned(), cards }
    }

    #[test]
    fn two_to_ten_cards_of_one_shape_pass() {
        for count in 2..=10 {
            check(&row((0..count).map(|card| replies(card, 3)).collect())).unwrap();
        }
        check(&row(vec![linked("https://a.example/1"), linked("http://b.example")])).unwrap();
    }

    #[test]
    fn what_is_wrong_is_named() {
        let long = CarouselCard { body: Some("x".repeat(161)), ..replies(0, 1) };
        let lines = CarouselCard { body: Some("1\n2\n3\n4".to_owned()), ..replies(0, 1) };
        let twice = replies(0, 1);
        for (carousel, says) in [
            (Carousel { body: String::new(), cards: vec![replies(0, 1), replies(1, 1)] }, "body"),
            (row(vec![replies(0, 1)]), "cards has 1"),
            (row((0..11).map(|card| replies(card, 1)).collect()), "cards has 11"),
            (row(vec![replies(0, 1), replies(1, 2)]), "cards[1].action"),
            (row(vec![replies(0, 1), linked("https://a.example")]), "cards[1].action"),
            (row(vec![replies(0, 0), replies(1, 0)]), "0 buttons"),
            (row(vec![replies(0, 4), replies(1, 4)]), "4 buttons"),
            (row(vec![twice.clone(), twice]), "earlier button"),
            (row(vec![linked("https://1.2.3.4"), linked("https://a.example")]), "cards[0].action"),
            (row(vec![long, replies(1, 1)]), "cards[0].body.text"),
            (row(vec![lines, replies(1, 1)]), "line breaks"),
        ] {
            let fault = check(&carousel).unwrap_err();
            assert!(fault.detail.contains(says), "{says}: {}", fault.detail);
        }
    }
}
