//! Text as a table: where its cells end, and where its titles are.

use super::titles::is_title;
use crate::contact::trouble::{Reason, Trouble};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde::{Deserialize, Serialize};

/// What stands between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Separator {
    #[default]
    Comma,
    Semicolon,
    Tab,
    Bar,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub separator: Separator,
    /// A title for each column. Empty ones, if the table has none.
    pub titles: Vec<String>,
    pub rows: Vec<Row>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}

/// A row below the titles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, counted from 1.
    pub line: u32,
    pub cells: Vec<String>,
}

/// A quoted cell has no more lines.
const MAX_CELL_LINES: u32 = 100;
const MAX_CELL_BYTES: usize = 64 << 10;

/// So many rows say what the separator is, and where the titles are.
const FIRST_ROWS: usize = 20;

impl Separator {
    const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }
}

/// Reads a table. Without a separator, the one that parts the first rows most evenly is taken. The titles are the first row
/// with two that are known, or with one in a table of one column: above them, LinkedIn has notes.
#[must_use]
pub fn read(text: &str, separator: Option<Separator>) -> Table {
    let (said, start) = said(text);
    let body = text.get(start..).unwrap_or_default();
    let first_line = if start > 0 { 2 } else { 1 };
    let separator = separator.or(said).unwrap_or_else(|| sniff(body));
    let mut table = Table { separator, ..Table::default() };
    for row in Records::new(body, separator, first_line) {
        match row {
            Ok(row) => table.rows.push(row),
            Err(trouble) => table.troubles.push(trouble),
        }
    }
    let width = table.rows.iter().take(FIRST_ROWS).map(|row| row.cells.len()).max().unwrap_or_default();
    let are_titles = |row: &Row| row.cells.iter().filter(|cell| is_title(cell)).count() >= width.clamp(1, 2);
    let titles = table.rows.iter().take(FIRST_ROWS).position(are_titles);
    let has_data = |row: &Row| row.cells.iter().any(|cell| cell.contains('@'));
    match titles {
        Some(at) => table.titles = table.rows.drain(..=at).next_back().unwrap_or_default().cells,
        // The first row is a person's.
        None if table.rows.first().is_some_and(has_data) => {}
        None if !table.rows.is_empty() => table.titles = table.rows.remove(0).cells,
        None => {}
    }
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    table.titles.resize(width.max(table.titles.len()), String::new());
    table
}

/// `sep=;`, as Excel has it in the first line, and where the next begins.
fn said(text: &str) -> (Option<Separator>, usize) {
    let line = text.lines().next().unwrap_or_default();
    let is_said = line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    let sign = line.get(4..).map(|sign| sign.trim_end_matches(['\r', ','])).unwrap_or_default();
    let separator = Separator::ALL.into_iter().find(|it| sign.as_bytes() == [it.byte()]);
    match separator {
        Some(separator) if is_said => (Some(separator), text.find('\n').map_or(text.len(), |end| end + 1)),
        _ => (None, 0),
    }
}

fn sniff(text: &str) -> Separator {
    let evenness = |separator: &Separator| {
        let counts: Vec<usize> =
            Records::new(text, *separator, 1).take(FIRST_ROWS).flatten().map(|row| row.cells.len()).collect();
        let even = counts.iter().map(|count| (counts.iter().filter(|it| *it == count).count()) * (count - 1));
        even.max().unwrap_or_default()
    };
    // The first of several that are as even.
    Separator::ALL.into_iter().rev().max_by_key(evenness).unwrap_or_default()
}

/// The rows of a text, but for empty ones.
struct Records<'a> {
    rest: &'a [u8],
    line: u32,
    separator: u8,
    reader: Reader,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, separator: Separator, line: u32) -> Self {
        let separator = separator.byte();
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { rest: text.as_bytes(), line, separator, reader }
    }

    /// The cells of a row.
    fn cells(&mut self, row: &[u8]) -> Vec<String> {
        self.reader.reset();
        let mut text = vec![0; row.len() + 1];
        let mut ends = vec![0; row.iter().filter(|byte| **byte == self.separator).count() + 2];
        let (mut written, mut ended) = (0, 0);
        // The end of the text is one of the row.
        for input in [row, b"\n"] {
            let (Some(out), Some(at)) = (text.get_mut(written..), ends.get_mut(ended..)) else { break };
            let (result, _, bytes, cells) = self.reader.read_record(input, out, at);
            written += bytes;
            ended += cells;
            if result == ReadRecordResult::Record {
                break;
            }
        }
        let mut begin = 0;
        let cell = |end: &usize| {
            let cell = text.get(begin..*end).unwrap_or_default();
            begin = *end;
            String::from_utf8_lossy(cell).into_owned()
        };
        ends.iter().take(ended).map(cell).collect()
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Row, Trouble>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let line = self.line;
            let Extent { bytes, lines, is_open } = extent(self.rest, self.separator);
            let (row, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, &[]));
            self.rest = rest;
            self.line = line.saturating_add(lines);
            if is_open {
                return Some(Err(Trouble { line, reason: Reason::OpenQuote }));
            }
            let cells = self.cells(row);
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(Ok(Row { line, cells }));
            }
        }
        None
    }
}

/// How far a row goes.
struct Extent {
    bytes: usize,
    lines: u32,
    /// Whether a quote in it is not closed as it should be: only its first line counts then.
    is_open: bool,
}

fn extent(text: &[u8], separator: u8) -> Extent {
    #[derive(Clone, Copy, PartialEq)]
    enum In {
        /// At the beginning of a cell.
        Begin,
        Plain,
        Quoted,
        /// Behind the quote that closes one.
        Closed,
    }
    let mut state = In::Begin;
    let mut first = None;
    let (mut lines, mut cell) = (0, 0);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        let ends_line = byte == b'\n' || byte == b'\r' && text.get(at) != Some(&b'\n');
        if ends_line {
            lines += 1;
            first = first.or(Some(at));
        }
        state = match (state, byte) {
            (In::Quoted, b'"') if text.get(at) == Some(&b'"') => {
                at += 1;
                In::Quoted
            }
            (In::Quoted, b'"') => In::Closed,
            (In::Quoted, _) if lines > MAX_CELL_LINES || at - cell > MAX_CELL_BYTES => break,
            (In::Quoted, _) => In::Quoted,
            _ if ends_line => return Extent { bytes: at, lines, is_open: false },
            (_, byte) if byte == separator => In::Begin,
            (In::Begin, b'"') => {
                cell = at;
                In::Quoted
            }
            (In::Closed, b' ' | b'\r') => In::Closed,
            // Something behind a quote: it closed nothing if that is on another line.
            (In::Closed, _) if lines > 0 => {
                state = In::Quoted;
                break;
            }
            _ => In::Plain,
        };
    }
    if state == In::Quoted {
        return Extent { bytes: first.unwrap_or(text.len()), lines: 1, is_open: true };
    }
    Extent { bytes: at, lines: lines + 1, is_open: false }
}
