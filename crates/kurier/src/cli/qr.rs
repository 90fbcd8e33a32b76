//! A QR code in the terminal (two rows of modules per line, as half blocks) and as SVG.

use anyhow::Context;
use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code: scanners need four.
const QUIET: usize = 4;

/// The code drawn with half blocks. Dark modules are drawn as gaps in bright blocks, so that the
/// code is right on a dark terminal, and readable for most scanners on a bright one.
pub(crate) fn terminal(text: &str) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).context("no QR code")?;
    let width = code.width();
    let modules = code.to_colors();
    let side = width.saturating_add(2 * QUIET);
    let light = |x: usize, y: usize| {
        let inside = x.checked_sub(QUIET).zip(y.checked_sub(QUIET));
        let Some((x, y)) = inside.filter(|(x, y)| *x < width && *y < width) else { return true };
        modules.get(y.saturating_mul(width).saturating_add(x)) != Some(&Color::Dark)
    };
    let mut drawn = String::new();
    for y in (0..side).step_by(2) {
        for x in 0..side {
            drawn.push(match (light(x, y), y + 1 < side && light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        drawn.push('\n');
    }
    Ok(drawn)
}

/// The code as an SVG document.
pub(crate) fn svg(text: &str) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).context("no QR code")?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(320, 320).quiet_zone(true).build())
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
}
