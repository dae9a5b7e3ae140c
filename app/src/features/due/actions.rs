//! What can be done about someone who is due.

use super::asking::{Asking, DueDialog};
use crate::components::icon::Shape;
use crate::components::menu::Menu;
use crate::components::order::Stored;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::random::random_id;
use crate::present::calendar::date;
use crate::present::due::MET;
use kith_domain::day::Day;
use kith_engine::api::{ContactKind, Decision, LoggedContact, MessageKey, PersonId};
use leptos::prelude::*;

/// What can be done about someone who is due.
#[derive(Clone, Copy)]
pub(crate) struct DueActions {
    decide: Decide,
    person: PersonId,
    name: Signal<String>,
    day: Memo<Day>,
}

impl DueActions {
    pub(crate) fn new(person: PersonId, name: impl Into<Signal<String>>, day: Memo<Day>) -> Self {
        Self { decide: Decide::of_page(), person, name: name.into(), day }
    }

    /// A name in the document for what opens for them. They may stand in several lists.
    pub(crate) fn menu(self, what: &str) -> String {
        format!("{what}-{:016x}", random_id())
    }

    fn say(self, (said, decision): (String, Decision)) {
        self.decide.say(said, vec![decision]);
    }

    /// Does it for a dialog, which stays until it is done.
    pub(super) fn store(self, (said, decision): (String, Decision)) -> Stored {
        self.decide.store_and_say(said, vec![decision])
    }

    /// Asks for a word more.
    pub(crate) fn ask(self, what: DueDialog) {
        Asking::of_page().about(what, self.person, self.name.get_untracked());
    }

    /// There was contact elsewhere, today.
    pub(crate) fn log_contact(self, how: ContactKind) {
        self.say(self.log_contact_on(random_id(), how, self.day.get_untracked(), ""));
    }

    /// There was contact elsewhere on that day.
    pub(super) fn log_contact_on(self, item: u64, how: ContactKind, day: Day, note: &str) -> (String, Decision) {
        let when =
            if day == self.day.get_untracked() { t::time::today().to_owned() } else { t::today::on_day(date(day)) };
        let said = self.name.with_untracked(|name| t::today::logged(name, when));
        let what = Some(LoggedContact { how, day, note: note.to_owned() });
        (said, Decision::LoggedContact { people: vec![self.person], item, contact: what })
    }

    /// Not before that day.
    pub(crate) fn snooze(self, until: Day) {
        self.say(self.snoozed(until));
    }

    /// The same, to be done.
    pub(super) fn snoozed(self, until: Day) -> (String, Decision) {
        let made = self.day.get_untracked();
        let said = self.name.with_untracked(|name| t::today::snoozed(date(until), name));
        (said, Decision::Snooze { people: vec![self.person], until: Some(until), made })
    }

    /// The clock begins anew today.
    pub(crate) fn skip(self) {
        let said = self.name.with_untracked(|name| t::today::skipped(name));
        self.say((said, Decision::Skip { person: self.person, day: self.day.get_untracked() }));
    }

    /// Their message wants no answer.
    pub(crate) fn no_reply(self, message: MessageKey) {
        let said = self.name.with_untracked(|name| t::today::marked_no_reply(name));
        self.say((said, Decision::NoReply { person: self.person, message }));
    }

    /// Reminders about them are turned off.
    pub(crate) fn mute(self) {
        let said = self.name.with_untracked(|name| t::today::muted(name));
        self.say((said, Decision::RemindersOff(self.person, true)));
    }
}

/// Contact elsewhere, in two clicks. As an `icon` it stands in a row.
#[component]
pub(crate) fn Met(acts: DueActions, #[prop(optional)] icon: bool) -> impl IntoView {
    let chosen = move |name: &str| match MET.into_iter().find(|(_, met, _)| *met == name) {
        Some((how, ..)) => acts.log_contact(how),
        None => acts.ask(DueDialog::Note),
    };
    let id = acts.menu("met");
    match icon {
        true => view! { <Menu id title=t::today::log() testid="met" class="icon-button" shape=Shape::Phone items=done chosen /> }.into_any(),
        false => view! { <Menu id title=t::today::log() testid="met" items=done chosen /> }.into_any(),
    }
}

/// Contact elsewhere, as it is chosen.
fn done() -> Vec<(String, String)> {
    let met = MET.into_iter().map(|(_, name, title)| (name, title()));
    met.chain([("note", t::today::with_note())]).map(|(name, title)| (name.into(), title.into())).collect()
}
