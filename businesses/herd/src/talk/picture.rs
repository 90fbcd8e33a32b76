//! The picture above a notice: her last three days, hour by hour, over what is normal for her. The body says the same in
//! words, for those who do not see it.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage, imageops};

use super::Plot;

/// It is drawn so many times as large and made small again, which smooths its lines.
const FINE: u32 = 2;
const WIDTH: u32 = 640 * FINE;
const HEIGHT: u32 = 240 * FINE;
const EDGE: u32 = 16 * FINE;
const THIN: u32 = 2 * FINE;
const THICK: u32 = 3 * FINE;
const PAPER: Rgb<u8> = Rgb([255, 255, 255]);
const UNUSUAL: Rgb<u8> = Rgb([255, 240, 214]);
const DAY: Rgb<u8> = Rgb([226, 230, 235]);
const NORMAL: Rgb<u8> = Rgb([140, 148, 158]);
const MEASURED: Rgb<u8> = Rgb([176, 58, 20]);

/// Draws a plot as PNG. `None` when there is nothing to draw.
pub fn png(plot: &Plot) -> Option<Vec<u8>> {
    let known = || plot.measured.iter().chain(&plot.normal).flatten().copied();
    if plot.measured.iter().flatten().count() < 2 {
        return None;
    }
    let least = known().fold(f32::INFINITY, f32::min);
    let most = known().fold(f32::NEG_INFINITY, f32::max);
    let scale = Scale { hours: plot.measured.len(), least, span: (most - least).max(f32::EPSILON) };
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, PAPER);
    let from = scale.x(plot.unusual_from);
    for x in from..WIDTH - EDGE {
        (EDGE..HEIGHT - EDGE).for_each(|y| picture.put_pixel(x, y, UNUSUAL));
    }
    for hour in (0..plot.measured.len()).step_by(24) {
        let x = scale.x(hour);
        for x in x..x + FINE {
            (EDGE..HEIGHT - EDGE).for_each(|y| picture.put_pixel(x, y, DAY));
        }
    }
    draw(&mut picture, &scale, &plot.normal, NORMAL, THIN);
    draw(&mut picture, &scale, &plot.measured, MEASURED, THICK);
    let picture = imageops::thumbnail(&picture, WIDTH / FINE, HEIGHT / FINE);
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

struct Scale {
    hours: usize,
    least: f32,
    span: f32,
}

impl Scale {
    fn x(&self, hour: usize) -> u32 {
        let last = u32::try_from(self.hours.saturating_sub(1).max(1)).unwrap_or(1);
        let hour = u32::try_from(hour).unwrap_or(last).min(last);
        EDGE + hour * (WIDTH - 2 * EDGE - 1) / last
    }

    fn y(&self, value: f32) -> u32 {
        let share = ((value - self.least) / self.span).clamp(0.0, 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a small height"
        )]
        let up = (share * (HEIGHT - 2 * EDGE - 1) as f32) as u32;
        HEIGHT - EDGE - 1 - up
    }
}

/// Joins neighbouring hours with lines; gaps stay gaps.
fn draw(picture: &mut RgbImage, scale: &Scale, values: &[Option<f32>], ink: Rgb<u8>, thick: u32) {
    for (hour, pair) in values.windows(2).enumerate() {
        if let [Some(from), Some(to)] = pair {
            let begin = (scale.x(hour), scale.y(*from));
            stroke(picture, begin, (scale.x(hour + 1), scale.y(*to)), ink, thick);
        }
    }
}

/// A straight line, by equal steps along its longer side.
fn stroke(picture: &mut RgbImage, from: (u32, u32), to: (u32, u32), ink: Rgb<u8>, thick: u32) {
    let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
    let between = |a: u32, b: u32, step: u32| (a * (steps - step) + b * step) / steps;
    for step in 0..=steps {
        let (x, y) = (between(from.0, to.0, step), between(from.1, to.1, step));
        for dx in 0..thick {
            for dy in 0..thick {
                picture.put_pixel((x + dx).min(WIDTH - 1), (y + dy).min(HEIGHT - 1), ink);
            }
        }
    }
}
