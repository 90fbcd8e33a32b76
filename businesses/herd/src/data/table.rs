use std::{fs::File, io::BufReader, io::Read, path::Path};

use flate2::read::MultiGzDecoder;

use super::DataError;

/// A file expands to this at most; a larger one is cut, not read without end.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;

/// A table of comma-separated values, packed or not, read row by row.
pub(super) struct Table<'a> {
    path: &'a Path,
    columns: csv::StringRecord,
    rows: csv::Reader<Box<dyn Read>>,
    row: csv::StringRecord,
    line: u64,
}

impl<'a> Table<'a> {
    pub(super) fn open(path: &'a Path) -> Result<Self, DataError> {
        let file =
            File::open(path).map_err(|source| DataError::Read { path: path.to_owned(), source })?;
        let file = BufReader::new(file);
        let packed = path.extension().is_some_and(|ending| ending == "gz");
        let plain: Box<dyn Read> = if packed {
            Box::new(MultiGzDecoder::new(file).take(MOST_BYTES))
        } else {
            Box::new(file.take(MOST_BYTES))
        };
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(plain);
        let columns = rows
            .headers()
            .map_err(|why| DataError::Shape { path: path.to_owned(), why: why.to_string() })?
            .clone();
        Ok(Self { path, columns, rows, row: csv::StringRecord::new(), line: 1 })
    }

    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.optional(name).is_some())
    }

    pub(super) fn optional(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.trim_start_matches('\u{feff}') == name)
    }

    /// The place of a column that must be there.
    pub(super) fn column(&self, name: &str) -> Result<usize, DataError> {
        self.optional(name).ok_or_else(|| self.wrong(format!("there is no column {name}")))
    }

    /// Moves to the next row.
    pub(super) fn next(&mut self) -> Result<bool, DataError> {
        self.line += 1;
        match self.rows.read_record(&mut self.row) {
            Ok(there) => Ok(there),
            Err(why) => Err(self.wrong(why.to_string())),
        }
    }

    pub(super) fn text(&self, column: usize) -> &str {
        self.row.get(column).unwrap_or_default().trim()
    }

    /// A number; `None` where the cell is empty or says that there is none.
    pub(super) fn number(&self, column: usize) -> Result<Option<f32>, DataError> {
        match self.text(column) {
            "" | "NA" | "NaN" | "nan" => Ok(None),
            text => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(self.wrong(format!("line {}: {text:?} is no number", self.line))),
            },
        }
    }

    pub(super) fn wrong(&self, why: String) -> DataError {
        DataError::Shape { path: self.path.to_owned(), why }
    }

    /// A moment without a zone, taken as the world's clock.
    pub(super) fn moment(&self, column: usize) -> Result<jiff::Timestamp, DataError> {
        let text = self.text(column);
        let moment = text.parse::<jiff::civil::DateTime>().ok();
        let moment = moment.and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok());
        moment.map(|at| at.timestamp()).ok_or_else(|| {
            self.wrong(format!("line {}: {text:?} is no date with a time", self.line))
        })
    }
}
