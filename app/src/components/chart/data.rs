//! What charts show.

/// In which colour; the legend says what that means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// The user.
    You,
    /// The others.
    They,
    Fresh,
    Calm,
    Faint,
}

impl Tone {
    /// Its name for styles.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::They => "they",
            Self::Fresh => "fresh",
            Self::Calm => "calm",
            Self::Faint => "faint",
        }
    }
}

/// What a part of a chart says, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) says: String,
    pub(crate) href: String,
}

/// A bar both ways: parts above the line, the lowest first, and parts below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Below it. Empty where there is no room for a name.
    pub(crate) name: String,
    pub(crate) above: Vec<(Tone, u32)>,
    pub(crate) below: Vec<(Tone, u32)>,
    pub(crate) mark: Mark,
}

/// A heat map: the same number of cells in every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grid {
    /// The name of each row, with its cells.
    pub(crate) rows: Vec<(String, Vec<Cell>)>,
    /// Below the columns. Empty where there is no room for a name.
    pub(crate) columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// `None`: outside of what there is to tell.
    pub(crate) value: Option<u32>,
    pub(crate) mark: Mark,
}

/// Ranges with a middle, each in its colour.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) name: String,
    pub(crate) href: String,
    /// Lower end, middle and upper end, from 0 to 1, with what is said of it.
    pub(crate) ranges: Vec<(Tone, [f64; 3], Mark)>,
}

/// A table. The first cell of a row is its head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) head: Vec<String>,
    /// Cells, each with where it leads, if it does.
    pub(crate) rows: Vec<Vec<(String, Option<String>)>>,
}
