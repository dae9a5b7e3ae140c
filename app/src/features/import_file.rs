//! A file of people that was given to be imported. It stays until another comes or it is put away, so that another
//! engine can be given it again.

use crate::components::file_button::MAX_FILE_BYTES;
use crate::platform::files::read;
use crate::platform::random::random_id;
use crate::present::failed::Failed;
use crate::present::files::comes_in_pieces;
use kith_engine::api::{ImportChoices, ImportCounts, Problem, ProblemKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// What was given. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct ImportFile {
    pub(crate) given: RwSignal<Option<GivenFile>, LocalStorage>,
    pub(crate) choices: RwSignal<ImportChoices>,
    /// The mark of the run, once it was begun.
    pub(crate) begun: RwSignal<Option<u64>>,
    /// How many of each kind there were when it was begun.
    pub(crate) counts: RwSignal<ImportCounts>,
    /// Why the last one cannot be read.
    pub(crate) failed: RwSignal<Option<Failed>>,
}

/// A file with the number by which the engine knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GivenFile {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) content: Content,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Whole(Rc<Vec<u8>>),
    /// It may be too large to be read at once.
    Pieces(web_sys::File),
}

impl ImportFile {
    pub(crate) fn new() -> Self {
        Self {
            given: RwSignal::new_local(None),
            choices: RwSignal::new(ImportChoices::default()),
            begun: RwSignal::new(None),
            counts: RwSignal::new(ImportCounts::default()),
            failed: RwSignal::new(None),
        }
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Takes a file in place of any before.
    pub(crate) fn take(self, file: web_sys::File) {
        if comes_in_pieces(&file.name()) {
            return self.give(file.name(), Content::Pieces(file));
        }
        spawn_local(async move {
            match read(&file, MAX_FILE_BYTES).await {
                Some(read) => self.give(read.name, Content::Whole(Rc::new(read.bytes))),
                None => {
                    self.put_away();
                    self.failed.set(Some(cannot_be_read()));
                }
            }
        });
    }

    fn give(self, name: String, content: Content) {
        self.put_away();
        self.given.set(Some(GivenFile { id: random_id(), name, content }));
    }

    /// Forgets it.
    pub(crate) fn put_away(self) {
        self.given.set(None);
        self.choices.set(ImportChoices::default());
        self.begun.set(None);
        self.counts.set(ImportCounts::default());
        self.failed.set(None);
    }
}

/// A file is too large, or went away.
pub(crate) fn cannot_be_read() -> Failed {
    Failed::Told(Problem::new(ProblemKind::TooLong))
}
