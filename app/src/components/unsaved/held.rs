use super::model::{Text, field, read, write};
use crate::platform::lock::{LockMode, Locks, held};
use crate::platform::private::{all_remembered, forget, is_private, remember};
use crate::platform::random::random_id;
use crate::platform::storage::{keep, kept};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

/// Where this tab keeps them, and the beginning of where the browser does.
pub(crate) const KEY: &str = "kith.unsaved";
/// Where this tab keeps its own name.
const TAB: &str = "kith.tab";

/// The texts of this tab that are not stored. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Unsaved {
    texts: RwSignal<Vec<Text>>,
    /// The fields that are there now, each as often as it is.
    fields: RwSignal<Vec<u64>>,
    tab: StoredValue<String>,
    /// Whether the browser took them.
    safe: StoredValue<bool>,
}

impl Unsaved {
    /// Takes up what this tab held before it was loaded anew, and what tabs that are gone held.
    pub(crate) fn follow() -> Self {
        let tab = kept(TAB).unwrap_or_else(new_name);
        let texts = kept(KEY).map(|texts| read(&texts)).unwrap_or_default();
        let unsaved = Self {
            texts: RwSignal::new(texts),
            fields: RwSignal::new(Vec::new()),
            tab: StoredValue::new(tab.clone()),
            safe: StoredValue::new(true),
        };
        if let Some(locks) = Locks::of_browser() {
            // As long as it is held, this tab lives, and no one else takes up its texts.
            // A tab that was duplicated bears the name of the other, which lives.
            locks.ask(&name(&tab), LockMode::IfFree, std::mem::forget, move || unsaved.rename());
            spawn_local(unsaved.take_up());
        }
        window_event_listener(leptos::ev::beforeunload, move |event| {
            if !unsaved.safe.get_value() && unsaved.texts.with_untracked(|texts| !texts.is_empty()) {
                event.prevent_default();
            }
        });
        unsaved
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Whether something was typed into a field of the page that is open. To be asked while it is drawn.
    pub(crate) fn has(self, path: &str, name: &str, of: &str) -> bool {
        let field = field(path, name, of);
        self.texts.with(|texts| texts.iter().any(|text| text.field == field))
    }

    /// Gives this tab a name of its own.
    fn rename(self) {
        let tab = new_name();
        if let Some(locks) = Locks::of_browser() {
            locks.ask(&name(&tab), LockMode::IfFree, std::mem::forget, || {});
        }
        self.tab.set_value(tab);
        self.write();
    }

    /// Takes up what was typed in tabs that are gone.
    async fn take_up(self) {
        let Some(living) = held().await else { return };
        let own = name(&self.tab.get_value());
        for (key, written) in all_remembered(&format!("{KEY}.")) {
            if key == own || living.contains(&key) {
                continue;
            }
            // What was typed into the same field here goes first; the other waits until that is saved.
            let is_here = |text: &Text| self.texts.with_untracked(|all| all.iter().any(|it| it.field == text.field));
            let (later, now): (Vec<Text>, Vec<Text>) = read(&written).into_iter().partition(is_here);
            let later: Vec<Text> = later.into_iter().filter(|it| !self.is_known(it)).collect();
            if !now.is_empty() {
                self.texts.update(|all| all.extend(now));
            }
            match later.is_empty() {
                true => forget(&key),
                false => drop(remember(&key, &write(&later))),
            }
        }
        self.write();
    }

    /// Whether the same was typed here.
    fn is_known(self, text: &Text) -> bool {
        self.texts.with_untracked(|all| all.iter().any(|it| it.field == text.field && it.text == text.text))
    }

    /// Those whose field is not on the page.
    pub(super) fn elsewhere(self) -> Vec<Text> {
        let is_elsewhere = |text: &&Text| self.fields.with(|fields| !fields.contains(&text.field));
        self.texts.with(|texts| texts.iter().filter(is_elsewhere).cloned().collect())
    }

    /// Nothing of a field is to be kept any more.
    pub(crate) fn drop(self, field: u64) {
        if self.texts.with_untracked(|texts| texts.iter().any(|text| text.field == field)) {
            self.texts.update(|texts| texts.retain(|text| text.field != field));
            self.write();
        }
    }

    fn put(self, text: Text) {
        self.texts.update(|texts| match texts.iter_mut().find(|known| known.field == text.field) {
            Some(known) => known.text = text.text,
            None => texts.push(text),
        });
        self.write();
    }

    /// Writes them where they may be kept now, with what tabs that are gone held.
    pub(crate) async fn keep_in_place(self) {
        self.write();
        self.take_up().await;
    }

    fn write(self) {
        let written = self.texts.with_untracked(|texts| write(texts));
        let own = name(&self.tab.get_value());
        let is_kept = match written.is_empty() {
            true => {
                forget(&own);
                keep(KEY, None)
            }
            false => remember(&own, &written) & keep(KEY, (!is_private()).then_some(written.as_str())),
        };
        self.safe.set_value(is_kept);
    }
}

/// A name for a tab, which it keeps over a reload.
fn new_name() -> String {
    let tab = format!("{:016x}", random_id());
    keep(TAB, Some(&tab));
    tab
}

fn name(tab: &str) -> String {
    format!("{KEY}.{tab}")
}

/// A field of the page in which something may be typed that is not stored.
#[derive(Clone, Copy)]
pub(crate) struct UnsavedField {
    unsaved: Unsaved,
    field: u64,
    id: u64,
    about: StoredValue<(String, String)>,
}

impl UnsavedField {
    /// The field of that name; `of` tells it from others of the name on the page, `what` says what it is for.
    pub(crate) fn new(name: &str, of: &str, what: &str) -> Self {
        let path = use_location().pathname.get_untracked();
        Self::on(path, name, of, what)
    }

    /// The same, of a page that may not be the one that is open.
    pub(crate) fn on(path: String, name: &str, of: &str, what: &str) -> Self {
        let unsaved = Unsaved::of_page();
        let field = field(&path, name, of);
        unsaved.fields.update(|fields| fields.push(field));
        on_cleanup(move || {
            unsaved.fields.try_update(|fields| {
                if let Some(at) = fields.iter().position(|known| *known == field) {
                    fields.swap_remove(at);
                }
            });
        });
        let known = unsaved.texts.with_untracked(|texts| texts.iter().find(|it| it.field == field).map(|it| it.id));
        let about = StoredValue::new((path, what.to_owned()));
        Self { unsaved, field, id: known.unwrap_or_else(random_id), about }
    }

    /// What was typed there and is not stored, if anything.
    pub(crate) fn typed(self) -> Option<String> {
        let of_field = |texts: &Vec<Text>| texts.iter().find(|it| it.field == self.field).map(|it| it.text.clone());
        self.unsaved.texts.with(of_field)
    }

    /// The number of what becomes of it, the same as long as it is not stored.
    pub(crate) fn id(self) -> u64 {
        self.id
    }

    /// This was typed. Of nothing there is nothing to keep.
    pub(crate) fn keep(self, text: &str) {
        if text.trim().is_empty() {
            return self.drop();
        }
        let Some((path, what)) = self.about.try_get_value() else { return };
        self.unsaved.put(Text { field: self.field, id: self.id, path, what, text: text.to_owned() });
    }

    /// It is stored, or not wanted. Works also when the field is gone by then.
    pub(crate) fn drop(self) {
        self.unsaved.drop(self.field);
    }

    /// Keeps whatever a field of a form holds, until that is empty again; and brings back what was kept.
    pub(crate) fn hold(self, value: RwSignal<String>) {
        let bring_back = move || {
            if let Some(text) = self.typed()
                && value.with_untracked(String::is_empty)
            {
                value.set(text);
            }
        };
        untrack(bring_back);
        Effect::new(move |_| bring_back());
        Effect::new(move |before: Option<()>| {
            let text = value.get();
            if before.is_some() || !text.is_empty() {
                self.keep(&text);
            }
        });
    }
}
