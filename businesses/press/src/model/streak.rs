use super::reader::Reader;
use super::rhythm::Rhythm;

/// So many editions in a row that were not opened, and she is asked whether a week would do.
pub const STREAK: u32 = 10;
/// She is not asked again for so long, in seconds: 30 days.
const ASK_AGAIN_S: i64 = 30 * 24 * 3600;

/// Whether a reader is to be asked "weekly instead?". Only whoever shows what she reads can be seen not to read.
pub fn should_ask(reader: &Reader, now_s: i64) -> bool {
    let is_often = !matches!(reader.rhythm, Rhythm::Weekly(_));
    let was_asked = reader.asked_s.is_some_and(|asked| now_s - asked < ASK_AGAIN_S);
    reader.shows_reading()
        && !reader.is_stopped
        && is_often
        && reader.unread >= STREAK
        && !was_asked
}
