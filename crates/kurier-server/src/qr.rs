//! A QR code in the terminal (two rows of modules per line, as half blocks), as SVG and as PNG.

use image::{GrayImage, ImageFormat, Luma};
use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};
use std::io::Cursor;

/// Why there is no drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undrawable {
    /// The text is too long.
    #[error("the text does not fit into a QR code")]
    TooLong,
    /// The picture could not be written.
    #[error("the picture cannot be written")]
    Picture,
}

/// Light modules around the code: scanners need four.
const QUIET: usize = 4;
/// Pixels of a module's side in a picture.
const SCALE: u32 = 10;

fn drawn(text: &str, level: EcLevel) -> Result<QrCode, Undrawable> {
    QrCode::with_error_correction_level(text, level).map_err(|_| Undrawable::TooLong)
}

/// Whether the module at this place is light; the quiet zone counts.
fn is_light(modules: &[Color], width: usize, (x, y): (usize, usize)) -> bool {
    let inside = x.checked_sub(QUIET).zip(y.checked_sub(QUIET));
    let Some((x, y)) = inside.filter(|(x, y)| *x < width && *y < width) else { return true };
    modules.get(y.saturating_mul(width).saturating_add(x)) != Some(&Color::Dark)
}

/// The code drawn with half blocks. Dark modules are drawn as gaps in bright blocks, so that the
/// code is right on a dark terminal, and readable for most scanners on a bright one.
pub fn terminal(text: &str) -> Result<String, Undrawable> {
    let code = drawn(text, EcLevel::L)?;
    let width = code.width();
    let modules = code.to_colors();
    let side = width.saturating_add(2 * QUIET);
    let light = |x: usize, y: usize| is_light(&modules, width, (x, y));
    let mut lines = String::new();
    for y in (0..side).step_by(2) {
        for x in 0..side {
            lines.push(match (light(x, y), y + 1 < side && light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        lines.push('\n');
    }
    Ok(lines)
}

/// The code as an SVG document.
pub fn svg(text: &str) -> Result<String, Undrawable> {
    let code = drawn(text, EcLevel::M)?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(320, 320).quiet_zone(true).build())
}

/// The code as a PNG picture, black on white.
pub fn png(text: &str) -> Result<Vec<u8>, Undrawable> {
    let code = drawn(text, EcLevel::M)?;
    let width = code.width();
    let modules = code.to_colors();
    let modules_wide = u32::try_from(width.saturating_add(2 * QUIET)).unwrap_or(u32::MAX);
    let side = modules_wide.saturating_mul(SCALE);
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let place = ((x / SCALE) as usize, (y / SCALE) as usize);
        Luma([if is_light(&modules, width, place) { u8::MAX } else { 0 }])
    });
    let mut content = Cursor::new(Vec::new());
    picture.write_to(&mut content, ImageFormat::Png).map_err(|_| Undrawable::Picture)?;
    Ok(content.into_inner())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_drawn_code_is_square_with_a_quiet_zone() {
        let drawn = super::terminal("http://127.0.0.1:8080/i/7ZZZZZZZZZZZZZZZZZZZZZZZZZ").unwrap();
        let lines: Vec<&str> = drawn.lines().collect();
        let side = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == side));
        assert_eq!(lines.len(), side.div_ceil(2));
        assert!(lines[0].chars().all(|c| c == '█'));
    }

    #[test]
    fn the_picture_shows_the_same_modules() {
        let text = "http://127.0.0.1:8080/m/ABCDEFGHJKMNPQ";
        let code = super::drawn(text, super::EcLevel::M).unwrap();
        let picture = image::load_from_memory(&super::png(text).unwrap()).unwrap().to_luma8();
        let scale = super::SCALE as usize;
        assert_eq!(picture.width() as usize, (code.width() + 2 * super::QUIET) * scale);
        for (place, colour) in code.to_colors().into_iter().enumerate() {
            let at = |module: usize| u32::try_from((module + super::QUIET) * scale).unwrap();
            let pixel = picture.get_pixel(at(place % code.width()), at(place / code.width())).0[0];
            assert_eq!(pixel == 0, colour == super::Color::Dark, "module {place}");
        }
    }
}
