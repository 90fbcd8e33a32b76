//! The two fonts, which every reader has: their letters and widths.
//!
//! Helvetica and Helvetica-Bold in the encoding WinAnsi know the letters of western Europe and the euro sign. What lies
//! outside is written with letters that sound alike, and the page says so; the electronic invoice has the true names.

use unicode_normalization::UnicodeNormalization;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Font {
    Regular,
    Bold,
}

impl Font {
    pub(super) const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    /// Its name within a page.
    pub(super) fn key(self) -> &'static [u8] {
        match self {
            Self::Regular => b"F1",
            Self::Bold => b"F2",
        }
    }

    /// Its name in the standard.
    pub(super) fn name(self) -> &'static [u8] {
        match self {
            Self::Regular => b"Helvetica",
            Self::Bold => b"Helvetica-Bold",
        }
    }

    fn width(self, code: u8) -> u16 {
        let table = match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        };
        let place = usize::from(code).checked_sub(32);
        place.and_then(|place| table.get(place)).copied().unwrap_or_default()
    }

    /// How wide a text is at a size, in points.
    pub(super) fn measure(self, text: &[u8], size: f32) -> f32 {
        text.iter().map(|code| f32::from(self.width(*code))).sum::<f32>() * size / 1_000.0
    }
}

/// A text in WinAnsi, and whether all of it could be kept.
pub(super) fn encode(text: &str) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut whole = true;
    for letter in text.nfc() {
        if let Some(code) = code(letter) {
            bytes.push(code);
            continue;
        }
        // Joiners and signs of direction have no shape of their own.
        if matches!(letter, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}') {
            continue;
        }
        whole = false;
        let alike = deunicode::deunicode_char(letter).filter(|text| text.is_ascii());
        bytes.extend(alike.unwrap_or("?").bytes().filter(|byte| (32..127).contains(byte)));
    }
    (bytes, whole)
}

fn code(letter: char) -> Option<u8> {
    let number = u32::from(letter);
    if (32..127).contains(&number) || (160..256).contains(&number) {
        return u8::try_from(number).ok();
    }
    HIGH.iter().find(|(_, known)| *known == letter).map(|(code, _)| *code)
}

/// What WinAnsi has in the place of control characters.
const HIGH: [(u8, char); 27] = [
    (0x80, '€'),
    (0x82, '‚'),
    (0x83, 'ƒ'),
    (0x84, '„'),
    (0x85, '…'),
    (0x86, '†'),
    (0x87, '‡'),
    (0x88, 'ˆ'),
    (0x89, '‰'),
    (0x8A, 'Š'),
    (0x8B, '‹'),
    (0x8C, 'Œ'),
    (0x8E, 'Ž'),
    (0x91, '‘'),
    (0x92, '’'),
    (0x93, '“'),
    (0x94, '”'),
    (0x95, '•'),
    (0x96, '–'),
    (0x97, '—'),
    (0x98, '˜'),
    (0x99, '™'),
    (0x9A, 'š'),
    (0x9B, '›'),
    (0x9C, 'œ'),
    (0x9E, 'ž'),
    (0x9F, 'Ÿ'),
];

/// Widths of codes 32 to 255 in thousandths, from the metrics of Helvetica.
const REGULAR: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    0, 556, 0, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0, 0, 222, 222,
    333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 0, 500, 667, 278, 333, 556, 556, 556, 556,
    260, 556, 333, 737, 370, 556, 584, 333, 737, 333, 400, 584, 333, 333, 333, 556, 537, 278, 333,
    333, 365, 556, 834, 834, 834, 611, 667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667,
    278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667,
    611, 556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, 556, 556,
    556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

/// The same of Helvetica-Bold.
const BOLD: [u16; 224] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
    0, 556, 0, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0, 0, 278, 278,
    500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 0, 500, 667, 278, 333, 556, 556, 556, 556,
    280, 556, 333, 737, 370, 556, 584, 333, 737, 333, 400, 584, 333, 333, 333, 611, 556, 278, 333,
    333, 365, 556, 834, 834, 834, 611, 722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667,
    278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667,
    611, 556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278, 611, 611,
    611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_western_europe_stay_and_others_are_written_alike() {
        assert_eq!(encode("Süß 5 €"), (b"S\xFC\xDF 5 \x80".to_vec(), true));
        assert_eq!(encode("Su\u{308}ß").0, b"S\xFC\xDF");
        assert_eq!(encode("Łódź"), (b"L\xF3dz".to_vec(), false));
        assert_eq!(encode("Пекарня").0, b"Pekarnia");
        assert!(encode("東京").0.starts_with(b"Dong Jing"));
        assert!(encode("\u{F0000}").0.len() <= 1);
    }

    #[test]
    fn widths_are_those_of_the_standard() {
        assert!((Font::Regular.measure(b"Hg", 10.0) - 12.78).abs() < 0.001);
        assert!((Font::Bold.measure(b"\x80", 10.0) - 5.56).abs() < 0.001);
    }
}
