//! A draft to someone, written in a dialog and put into the mailbox.
//!
//! There is one dialog for the page, which stays whatever happens to the list from which it was opened. What was
//! written is kept until it is saved, also when the dialog is closed, the page is loaded anew, or its tab is closed.

use super::unanswered::asked_days;
use crate::client::{Engine, failure, known, live};
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::dialog::{close, end_with_page, modal};
use crate::platform::private::{all_remembered, forget, recall, remember};
use crate::platform::random::random_id;
use crate::present::failed::Failed;
use crate::present::links::{person, slug};
use crate::present::words::{Words, draft};
use kith_domain::subject;
use kith_engine::api::{
    AccountStatus, AccountView, Command, NewDraft, PersonId, Problem, ProblemKind, Whose, question,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// The draft that is being written. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Drafts {
    engine: Engine,
    open: RwSignal<bool>,
    to_whom: RwSignal<Option<(PersonId, String)>>,
    addresses: RwSignal<Vec<String>>,
    to: RwSignal<String>,
    subject: RwSignal<String>,
    text: RwSignal<String>,
    /// Whether the user wants to be reminded if no answer comes.
    remind: RwSignal<bool>,
    /// After how many days they are.
    days: RwSignal<u16>,
    state: RwSignal<DraftState>,
    /// Whom something was written to that is not saved.
    begun: RwSignal<BTreeSet<PersonId>>,
    /// The subject that was proposed: by itself it is nothing that was written.
    proposed: RwSignal<String>,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
enum DraftState {
    Writing,
    Saving,
    Saved,
    Failed(Failed),
}

impl Drafts {
    pub(crate) fn new(engine: Engine) -> Self {
        Self {
            engine,
            open: RwSignal::new(false),
            to_whom: RwSignal::new(None),
            addresses: RwSignal::new(Vec::new()),
            to: RwSignal::new(String::new()),
            subject: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            remind: RwSignal::new(false),
            days: RwSignal::new(0),
            state: RwSignal::new(DraftState::Writing),
            begun: RwSignal::new(begun().collect()),
            proposed: RwSignal::new(String::new()),
        }
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Begins a draft to someone, or goes on with the one that was begun.
    pub(crate) fn begin(self, person: PersonId) {
        let current = self.to_whom.with_untracked(|to| to.as_ref().map(|(id, _)| *id));
        let state = self.state.get_untracked();
        // One that failed says why.
        if state == DraftState::Saving || (current == Some(person) && matches!(state, DraftState::Failed(_))) {
            self.open.set(true);
            return;
        }
        spawn_local(async move {
            let (card, last) = match self.engine.ask(question::Person(person)).await {
                Ok(card) => (
                    card,
                    self.engine
                        .ask(question::Timeline {
                            of: Whose::Person(person),
                            words: String::new(),
                            offset: 0,
                            limit: 1,
                        })
                        .await,
                ),
                // They were removed just now: the page says so.
                Err(_) => return,
            };
            let last = last.ok().and_then(|page| page.rows.into_iter().next()).map(|row| row.subject);
            let proposed = last.map(|last| subject::answer(&last)).unwrap_or_default();
            self.to_whom.set(Some((person, card.row.name)));
            self.addresses.set(card.addresses.into_iter().map(|it| it.address).collect());
            // The address may have become another person's meanwhile.
            let is_theirs = |to: &String| self.addresses.with_untracked(|all| all.contains(to));
            let [to, subject, text] = match recall(&key(person)).as_deref().and_then(parts) {
                Some([to, subject, text]) if is_theirs(&to) => [to, subject, text],
                Some([_, subject, text]) => [card.row.address, subject, text],
                None => [card.row.address, proposed.clone(), String::new()],
            };
            self.proposed.set(proposed);
            self.remind.set(recall(&remind_key(person)).is_some());
            self.days.set(asked_days(self.engine).await);
            self.to.set(to);
            self.subject.set(subject);
            self.text.set(text);
            self.state.set(DraftState::Writing);
            self.open.set(true);
        });
    }

    /// Keeps what was written so far.
    fn keep(self) {
        if let Some((person, _)) = self.to_whom.get_untracked() {
            let written = [self.to, self.subject, self.text].map(|it| it.get_untracked());
            let [_, subject, text] = &written;
            let is_nothing = text.trim().is_empty() && *subject == self.proposed.get_untracked();
            self.put(person, (!is_nothing).then(|| written.join("\n")));
        }
    }

    /// Keeps whether a reminder is wanted, so that it is also there when the dialog is opened again.
    fn keep_remind(self, on: bool) {
        self.remind.set(on);
        match self.to_whom.get_untracked() {
            Some((person, _)) if on => drop(remember(&remind_key(person), "yes")),
            Some((person, _)) => forget(&remind_key(person)),
            None => {}
        }
    }

    /// Keeps that for someone, or nothing any more.
    fn put(self, person: PersonId, written: Option<String>) {
        match &written {
            // Where the browser does not let us, it is kept until the page is closed.
            Some(written) => drop(remember(&key(person), written)),
            None => forget(&key(person)),
        }
        let is_known = self.begun.with_untracked(|begun| begun.contains(&person));
        match written {
            Some(_) if !is_known => self.begun.update(|begun| {
                begun.insert(person);
            }),
            None if is_known => self.begun.update(|begun| {
                begun.remove(&person);
            }),
            _ => {}
        }
    }

    fn save(self) {
        let Some((person, _)) = self.to_whom.get_untracked() else { return };
        if self.state.get_untracked() == DraftState::Saving {
            return;
        }
        let new = NewDraft {
            person,
            to: self.to.get_untracked(),
            subject: self.subject.get_untracked(),
            text: self.text.get_untracked(),
            remind: self.remind.get_untracked().then(|| self.days.get_untracked()),
            mark: random_id(),
            again: false,
        };
        self.state.set(DraftState::Saving);
        spawn_local(async move {
            let outcome = self.engine.order(Command::Draft(new)).await;
            self.state.set(match outcome {
                Ok(()) => {
                    self.clear(person);
                    DraftState::Saved
                }
                Err(failed) => DraftState::Failed(failed),
            });
            // A user who closed it meanwhile is told all the same.
            if !self.open.get_untracked() {
                self.open.set(true);
            }
        });
    }

    /// Nothing of the draft to someone is kept any more.
    fn clear(self, person: PersonId) {
        self.put(person, None);
        forget(&remind_key(person));
    }

    /// Forgets what was written.
    fn discard(self) {
        if let Some((person, _)) = self.to_whom.get_untracked() {
            self.clear(person);
        }
        self.to_whom.set(None);
    }
}

/// Where what was written to someone is kept: address, subject and text, a line each but for the last.
fn key(person: PersonId) -> String {
    format!("{KEY}{}", slug(person))
}

/// Where it is kept that the user wants to be reminded if no answer to it comes.
fn remind_key(person: PersonId) -> String {
    format!("{REMIND_KEY}{}", slug(person))
}

/// With that each of those begins.
pub(crate) const REMIND_KEY: &str = "kith.draft-remind.";

/// With that each of the drafts begins.
pub(crate) const KEY: &str = "kith.draft.";

/// Whom something was written to that is not saved, also in a tab that was closed since.
fn begun() -> impl Iterator<Item = PersonId> {
    all_remembered(KEY).into_iter().filter_map(|(key, _)| person(key.strip_prefix(KEY)?))
}

/// The way to a draft, which says whether one was begun.
#[component]
pub(crate) fn DraftButton(person: PersonId) -> impl IntoView {
    let drafts = Drafts::of_page();
    let is_begun = Memo::new(move |_| drafts.begun.with(|begun| begun.contains(&person)));
    view! {
        <button class="button" type="button" data-testid="draft-open" data-begun=move || is_begun.get().then_some("true") on:click=move |_| drafts.begin(person)>
            {t::draft::write()}
            {move || is_begun.get().then(|| view! { <span class="begun">{t::draft::begun()}</span> })}
        </button>
    }
}

/// The drafts that were begun and not saved.
#[component]
pub(crate) fn Begun() -> impl IntoView {
    let (engine, drafts) = (Engine::of_page(), Drafts::of_page());
    let named = live(
        move || drafts.begun.get(),
        move || engine.track_people(),
        move |people| async move {
            let mut named = Vec::new();
            for person in people {
                match engine.ask(question::Person(person)).await {
                    Ok(card) => named.push((person, card.row.name)),
                    // A person who is gone cannot be written to.
                    Err(Failed::Told(problem)) if problem.kind == ProblemKind::NotFound => {}
                    Err(failed) => return Err(failed),
                }
            }
            Ok(named)
        },
    );
    let (rows, failed) = (known(named), failure(named));
    view! {
        {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        <Show when=move || !rows.with(Vec::is_empty)>
            <h2>{t::draft::drafts()}</h2>
            <ul role="list" class="logged" data-testid="begun">
                <For each=move || rows.get() key=|(person, name)| (*person, name.clone()) let:row>
                    {
                        let (person, name) = row;
                        view! { <li><button class="text-button" type="button" data-testid="begun-draft" on:click=move |_| drafts.begin(person)><span dir="auto">{t::draft::go_on(&name)}</span></button></li> }
                    }
                </For>
            </ul>
        </Show>
    }
}

fn parts(kept: &str) -> Option<[String; 3]> {
    let (to, rest) = kept.split_once('\n')?;
    let (subject, text) = rest.split_once('\n')?;
    Some([to, subject, text].map(str::to_owned))
}

/// The dialog, while one is being written.
#[component]
pub(crate) fn DraftBox() -> impl IntoView {
    let drafts = Drafts::of_page();
    end_with_page(move || drafts.open.set(false));
    move || drafts.open.get().then(|| view! { <Writing drafts /> })
}

fn words_of(failed: &Failed) -> Words {
    match failed {
        Failed::Told(problem) => draft(problem),
        Failed::Died | Failed::NoDownload => failed.words(),
    }
}

#[component]
fn Writing(drafts: Drafts) -> impl IntoView {
    let dialog = modal();
    let Drafts { open, to, subject, text, remind, days, state, addresses, .. } = drafts;
    let write = move |field: RwSignal<String>, event| {
        field.set(event_target_value(&event));
        drafts.keep();
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        drafts.save();
    };
    let title = move || {
        let name = drafts.to_whom.with(|to| to.as_ref().map(|(_, name)| name.clone()).unwrap_or_default());
        t::draft::title(name)
    };
    // It is said before anything is written.
    let overview = drafts.engine.overview();
    let nowhere = Memo::new(move |_| {
        let takes = |account: &AccountView| !account.sample && account.status != AccountStatus::Disconnected;
        overview.with(|it| it.as_ref().is_some_and(|it| !it.accounts.iter().any(takes)))
    });
    let is_saved = Memo::new(move |_| state.get() == DraftState::Saved);
    let is_saving = Memo::new(move |_| state.get() == DraftState::Saving);
    let failed = move || match state.get() {
        DraftState::Failed(failed) => Some(failed),
        _ => None,
    };
    let discard = move |_| {
        drafts.discard();
        close(dialog);
    };
    view! {
        <dialog class="confirm sheet draft" node_ref=dialog aria-labelledby="draft-title" data-testid="draft" on:close=move |_| open.set(false)>
            <form on:submit=submit>
                <h2 id="draft-title" dir="auto">{title}</h2>
                <Show when=move || !is_saved.get() fallback=move || view! {
                    <p role="status" data-testid="draft-saved">{t::draft::saved()}</p>
                    <div class="actions">
                        <button class="button primary" type="button" autofocus data-testid="draft-close" on:click=move |_| close(dialog)>{t::common::close()}</button>
                    </div>
                }>
                    <Show when=move || nowhere.get()>
                        <div data-testid="draft-nowhere"><Trouble words=draft(&Problem::new(ProblemKind::NoMailbox)) /></div>
                    </Show>
                    <label>{t::draft::to()}
                        <select name="draft-to" disabled=move || is_saving.get() on:change=move |event| write(to, event)>
                            {move || addresses.get().into_iter().map(|address| {
                                let chosen = to.with_untracked(|to| *to == address);
                                view! { <option value=address.clone() selected=chosen>{address.clone()}</option> }
                            }).collect_view()}
                        </select>
                    </label>
                    <label>{t::draft::subject()}
                        <input name="draft-subject" autocomplete="off" dir="auto" readonly=move || is_saving.get() prop:value=subject on:input=move |event| write(subject, event) />
                    </label>
                    <label>{t::draft::message()}
                        <textarea name="draft-text" rows="9" dir="auto" autofocus readonly=move || is_saving.get() prop:value=text on:input=move |event| write(text, event)></textarea>
                    </label>
                    <label class="tick">
                        <input type="checkbox" name="draft-remind" disabled=move || is_saving.get() prop:checked=remind on:change=move |event| drafts.keep_remind(event_target_checked(&event)) />
                        " "{move || t::draft::remind(days.get().into())}
                    </label>
                    {move || failed().map(|failed| {
                        let kept = match failed {
                            Failed::Told(ref problem) if problem.kind == ProblemKind::MaybeSaved => t::draft::kept_maybe(),
                            _ => t::draft::kept(),
                        };
                        view! {
                            <Trouble words=words_of(&failed) />
                            <p class="quiet" data-testid="draft-kept">{kept}</p>
                        }
                    })}
                    <div class="actions">
                        <Show when=move || !is_saving.get()>
                            <button class="button quiet-danger" type="button" data-testid="draft-discard" on:click=discard>{t::unsaved::discard()}</button>
                        </Show>
                        <button class="button" type="button" data-testid="draft-later" on:click=move |_| close(dialog)>{t::draft::later()}</button>
                        <button class="button primary" type="submit" data-testid="draft-save" disabled=nowhere aria-disabled=move || is_saving.get().to_string()>
                            {move || if is_saving.get() { t::common::saving() } else { t::draft::save() }}
                        </button>
                    </div>
                </Show>
            </form>
        </dialog>
    }
}
