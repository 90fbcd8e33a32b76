//! Measures are kept in half precision: three digits are more than a collar knows, and ten days of seven measures of a cow fit
//! into four kilobytes.

/// What stands where nothing was measured.
pub(super) const NOTHING: u16 = 0x7e00;
/// The largest number that can be kept.
const MOST: f32 = 65_504.0;

/// Packs a number; what is no number becomes [`NOTHING`], what is too large the largest.
pub(super) fn pack(value: f32) -> u16 {
    if value.is_nan() {
        return NOTHING;
    }
    let bits = value.clamp(-MOST, MOST).to_bits();
    let sign = (bits >> 16) & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    // Below the smallest normal half: count in steps of 2^-24.
    let packed = if magnitude < 0x3880_0000 {
        let steps = f32::from_bits(magnitude) * 16_777_216.0;
        nearest(steps)
    } else {
        // Rounds to even, and lets the carry move into the exponent.
        let rounded = magnitude + 0x0fff + ((magnitude >> 13) & 1);
        ((rounded >> 13) - (112 << 10)).min(0x7bff)
    };
    u16::try_from(sign | packed).unwrap_or(NOTHING)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value lies between 0 and 1024"
)]
fn nearest(steps: f32) -> u32 {
    steps.round_ties_even() as u32
}

/// Unpacks a number; not a number where nothing was measured.
pub(super) fn unpack(packed: u16) -> f32 {
    let sign = u32::from(packed & 0x8000) << 16;
    let exponent = u32::from((packed >> 10) & 0x1f);
    let fraction = u32::from(packed & 0x3ff);
    match exponent {
        0 => {
            let magnitude = f32::from(packed & 0x3ff) / 16_777_216.0;
            f32::from_bits(magnitude.to_bits() | sign)
        }
        31 => f32::NAN,
        _ => f32::from_bits(sign | ((exponent + 112) << 23) | (fraction << 13)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_number_keeps_three_digits() {
        for value in [0.0, 1.0, -1.0, 0.25, 38.6, 60.0, 1234.0, 65_504.0, 0.000_1, -0.03, 1e-6] {
            let back = unpack(pack(value));
            assert!((back - value).abs() <= value.abs() * 0.000_5 + 6e-8, "{value} {back}");
        }
    }

    #[test]
    fn nothing_stays_nothing_and_the_endless_becomes_the_largest() {
        assert!(unpack(pack(f32::NAN)).is_nan());
        assert!((unpack(pack(f32::INFINITY)) - MOST).abs() < 1.0);
        assert!((unpack(pack(-1e30)) + MOST).abs() < 1.0);
    }

    #[test]
    fn every_half_comes_back_as_itself() {
        for packed in 0..=u16::MAX {
            let value = unpack(packed);
            if !value.is_nan() {
                assert_eq!(pack(value), packed, "{value}");
            }
        }
    }
}
