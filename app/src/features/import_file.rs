//! A file of people that was given to be imported. It stays until another comes or it is put away, so that another
//! engine can be given it again.

use crate::components::file_button::MAX_FILE_BYTES;
use crate::platform::files::{FileRead, read};
use crate::platform::random::random_id;
use crate::present::failed::Failed;
use kith_engine::api::{ImportChoices, ImportCounts, Problem, ProblemKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// What was given. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct ImportFile {
    pub(crate) given: RwSignal<Option<GivenFile>>,
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
    pub(crate) bytes: Arc<Vec<u8>>,
}

impl ImportFile {
    pub(crate) fn new() -> Self {
        Self {
            given: RwSignal::new(None),
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

    /// Takes a file in place of any before. `None`: it cannot be read.
    pub(crate) fn give(self, file: Option<FileRead>) {
        self.put_away();
        match file {
            Some(FileRead { name, bytes }) => {
                self.given.set(Some(GivenFile { id: random_id(), name, bytes: Arc::new(bytes) }));
            }
            None => self.failed.set(Some(Failed::Told(Problem::new(ProblemKind::TooLong)))),
        }
    }

    /// The same of one that is to be read first.
    pub(crate) fn take(self, file: web_sys::File) {
        spawn_local(async move { self.give(read(&file, MAX_FILE_BYTES).await) });
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
