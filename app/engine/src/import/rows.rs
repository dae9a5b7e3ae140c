//! The people of a file: what it says of one in several places is joined.

use super::reader::Read;
use kith_domain::contact::{Contact, Photo};
use kith_domain::matching::{Joiner, says_more_than_a_name};
use std::collections::VecDeque;

/// So many are joined at once.
const AT_ONCE: usize = 250;

/// Someone in a file.
#[derive(Debug)]
pub(crate) struct FileRow {
    /// On which lines they begin.
    pub(crate) lines: Vec<u32>,
    /// What it says of them, but for the photo.
    pub(crate) contact: Contact,
    pub(crate) photo: Option<Photo>,
    /// The lines of their card that Kith does not understand.
    pub(crate) extra: String,
}

/// Joins what a file says of one person in several places.
#[derive(Debug)]
pub(crate) struct Rows {
    read: Vec<Read>,
    waiting: VecDeque<usize>,
    joiner: Joiner,
}

impl Rows {
    pub(crate) fn new(read: Vec<Read>) -> Self {
        let says_more = |at: &usize| read.get(*at).is_some_and(|read| says_more_than_a_name(&read.contact));
        let (mut waiting, names): (Vec<usize>, Vec<usize>) = (0..read.len()).partition(says_more);
        waiting.extend(names);
        Self { waiting: waiting.into(), joiner: Joiner::default(), read }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.read.len()
    }

    /// Joins some. Gives whether there are more.
    pub(crate) fn step(&mut self) -> bool {
        for _ in 0..AT_ONCE {
            let Some(at) = self.waiting.pop_front() else { return false };
            if let Some(read) = self.read.get_mut(at) {
                self.joiner.add(at, std::mem::take(&mut read.contact));
            }
        }
        !self.waiting.is_empty()
    }

    /// Everyone, in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<FileRow> {
        let rows = self.joiner.finish().into_iter().map(|joined| {
            let mut row = FileRow { lines: Vec::new(), contact: joined.contact, photo: None, extra: String::new() };
            for place in joined.places {
                let Some(read) = self.read.get_mut(place) else { continue };
                row.lines.push(read.line);
                row.extra.push_str(&read.extra);
                row.photo = row.photo.take().or_else(|| read.photo.take());
            }
            row.lines.sort_unstable();
            row
        });
        rows.collect()
    }
}
