use crate::client::Engine;
use crate::components::icon::{Icon, Shape};
use crate::components::order::Stored;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::focus::typing;
use crate::platform::press::press;
use crate::platform::random::random_id;
use crate::present::calendar::date;
use crate::present::failed::Failed;
use crate::present::keys::{EVERYWHERE, Everywhere, act};
use kith_engine::api::{Command, Decision};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::time::Duration;

/// How long a decision is announced, with the way to undo it. It stays in the history.
const MESSAGE_DURATION: Duration = Duration::from_secs(8);
/// How much longer while the pointer or the keyboard is on it, each time.
const MESSAGE_MORE: Duration = Duration::from_secs(2);

/// The way to decide something, and to undo it at once. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Decide {
    engine: Engine,
    told: RwSignal<Option<Announcement>>,
    /// From where someone was led away by what was decided under a mark, and to where.
    left: RwSignal<Option<(u64, [String; 2])>>,
    /// Where to go, since what led away from there was undone.
    back: RwSignal<Option<String>>,
    /// The pointer or the keyboard is on what is announced.
    held: RwSignal<bool>,
}

#[derive(Clone, PartialEq)]
enum Announcement {
    /// What was done, and the mark by which it is undone.
    Done(String, u64),
    Undone,
    /// What was done that cannot be undone.
    Said(String),
    /// That it did not work.
    Failed(Failed),
}

impl Decide {
    pub(crate) fn new(engine: Engine) -> Self {
        let held = RwSignal::new(false);
        Self { engine, told: RwSignal::new(None), left: RwSignal::new(None), back: RwSignal::new(None), held }
    }

    /// The one of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Decides something and says so, with the way to undo it.
    pub(crate) fn say(self, said: impl Into<String>, decisions: Vec<Decision>) {
        let said = said.into();
        let mark = random_id();
        spawn_local(async move {
            match self.engine.order(Command::Decide { mark, decisions }).await {
                Ok(()) => self.tell(Announcement::Done(said, mark)),
                Err(failed) => self.tell(Announcement::Failed(failed)),
            }
        });
    }

    /// Decides something that shows by itself, for a field that stays open until it is stored: what becomes of it is
    /// said there.
    pub(crate) fn store(self, decisions: Vec<Decision>) -> Stored {
        Box::pin(async move {
            match decisions.is_empty() {
                true => Ok(()),
                false => self.engine.order(Command::Decide { mark: random_id(), decisions }).await,
            }
        })
    }

    /// The same, and says what was decided, with the way to undo it.
    pub(crate) fn store_and_say(self, said: impl Into<String>, decisions: Vec<Decision>) -> Stored {
        let said = said.into();
        let mark = random_id();
        Box::pin(async move {
            self.engine.order(Command::Decide { mark, decisions }).await?;
            self.tell(Announcement::Done(said, mark));
            Ok(())
        })
    }

    /// The same, where it leads away from the page at the first address to the second. Undone there, it leads back.
    pub(crate) fn store_and_leave(
        self,
        said: impl Into<String>,
        decisions: Vec<Decision>,
        from: String,
        to: &str,
    ) -> Stored {
        let (said, mark, to) = (said.into(), random_id(), to.to_owned());
        Box::pin(async move {
            self.engine.order(Command::Decide { mark, decisions }).await?;
            self.left.try_set(Some((mark, [from, to])));
            self.tell(Announcement::Done(said, mark));
            Ok(())
        })
    }

    /// The same from a button that is gone by then; a failure is told.
    pub(crate) fn say_and_leave(self, said: impl Into<String>, decisions: Vec<Decision>, from: String, to: &str) {
        let stored = self.store_and_leave(said, decisions, from, to);
        spawn_local(async move {
            if let Err(why) = stored.await {
                self.tell(Announcement::Failed(why));
            }
        });
    }

    /// Decides something that shows by itself; only a failure is told.
    pub(crate) fn quietly(self, decisions: Vec<Decision>) {
        self.or(random_id(), decisions, || {});
    }

    /// The same under a mark by which it is undone; a failure is told, and `failed` puts back what was chosen.
    pub(crate) fn or(self, mark: u64, decisions: Vec<Decision>, failed: impl FnOnce() + 'static) {
        spawn_local(async move {
            if let Err(why) = self.engine.order(Command::Decide { mark, decisions }).await {
                failed();
                self.tell(Announcement::Failed(why));
            }
        });
    }

    /// Undoes a run, or lets it hold again; only a failure is told.
    pub(crate) fn turn_run(self, run: u64, undone: bool) {
        spawn_local(async move {
            if let Err(why) = self.engine.order(Command::UndoRun { mark: random_id(), run, undone }).await {
                self.tell(Announcement::Failed(why));
            }
        });
    }

    /// Says why something did not work that was no decision.
    pub(crate) fn failed(self, why: Failed) {
        self.tell(Announcement::Failed(why));
    }

    /// Undoes what was decided under a mark.
    pub(crate) fn undo(self, mark: u64) {
        let decisions = vec![Decision::Undo { mark, undone: true }];
        spawn_local(async move {
            match self.engine.order(Command::Decide { mark: random_id(), decisions }).await {
                Ok(()) => {
                    self.tell(Announcement::Undone);
                    self.come_back(mark);
                }
                Err(failed) => self.tell(Announcement::Failed(failed)),
            }
        });
    }

    /// Leads back to where someone was, if they are still where what was undone led them.
    fn come_back(self, mark: u64) {
        let left = self.left.get_untracked().filter(|(of, _)| *of == mark);
        let Some((_, [from, to])) = left else { return };
        self.left.set(None);
        if window().location().pathname().is_ok_and(|here| here == to) {
            self.back.set(Some(from));
        }
    }

    /// Undoes what is told to have been done, while it is; whether there is such a thing.
    pub(crate) fn undo_last(self) -> bool {
        let Some(Announcement::Done(_, mark)) = self.told.get_untracked() else { return false };
        self.undo(mark);
        true
    }

    /// Says that something was done that is undone by that mark.
    pub(crate) fn done(self, said: impl Into<String>, mark: u64) {
        self.tell(Announcement::Done(said.into(), mark));
    }

    /// Says that something was done that was no decision.
    pub(crate) fn note(self, said: impl Into<String>) {
        self.tell(Announcement::Said(said.into()));
    }

    fn tell(self, told: Announcement) {
        self.held.try_set(false);
        self.told.try_set(Some(told.clone()));
        if matches!(told, Announcement::Undone | Announcement::Said(_)) {
            set_timeout(move || self.end(&told), Duration::from_secs(4));
        } else if matches!(told, Announcement::Done(..)) {
            set_timeout(move || self.end(&told), MESSAGE_DURATION);
        }
    }

    fn end(self, told: &Announcement) {
        if self.told.try_with_untracked(|now| now.as_ref() == Some(told)) != Some(true) {
            return;
        }
        if self.held.try_get_untracked() == Some(true) {
            let told = told.clone();
            return set_timeout(move || self.end(&told), MESSAGE_MORE);
        }
        self.told.try_set(None);
    }
}

/// What was decided last, at the bottom of the page.
#[component]
pub(crate) fn Announcement() -> impl IntoView {
    let decide = Decide::of_page();
    let in_touch = decide.engine.in_touch();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(to) = decide.back.get() {
            decide.back.set(None);
            navigate(&to, NavigateOptions::default());
        }
    });
    let hold = move |on: bool| decide.held.set(on);
    let path = use_location().pathname;
    let hotkey = window_event_listener(leptos::ev::keydown, move |event| {
        let is_meant = act(&EVERYWHERE, &press(&event)) == Some(Everywhere::Undo) && !typing();
        // There this key goes back to the card before.
        if is_meant && path.with_untracked(|path| path != "/sort") && decide.undo_last() {
            event.prevent_default();
        }
    });
    on_cleanup(move || hotkey.remove());
    view! {
        <div class="told-place" role="status" on:pointerenter=move |_| hold(true) on:pointerleave=move |_| hold(false)
            on:focusin=move |_| hold(true) on:focusout=move |_| hold(false)>
            {move || in_touch.get().map(|news| {
                let who = if news.sent { t::told::you_wrote(&news.name) } else { t::told::they_wrote(&news.name) };
                let next = news.next.map(|day| t::told::next_reminder(date(day)));
                view! {
                    <div class="told" data-testid="in-touch">
                        <p dir="auto">{who}{next.map(|next| format!(" {next}"))}</p>
                        <button class="icon-button" type="button" aria-label=t::common::close() on:click=move |_| in_touch.set(None)>
                            <Icon shape=Shape::Close />
                        </button>
                    </div>
                }
            })}
            {move || {
                decide.told.get().map(|told| match told {
                    Announcement::Done(said, mark) => view! {
                        <div class="told" data-testid="told">
                            <p dir="auto">{said}</p>
                            <button
                                class="text-button"
                                type="button"
                                data-testid="undo"
                                on:click=move |_| decide.undo(mark)
                            >
                                {t::told::undo()}
                            </button>
                            <Close decide />
                        </div>
                    }.into_any(),
                    Announcement::Undone => view! { <div class="told" data-testid="told"><p>{t::told::undone()}</p></div> }.into_any(),
                    Announcement::Said(said) => view! { <div class="told" data-testid="told"><p>{said}</p></div> }.into_any(),
                    Announcement::Failed(failed) => view! {
                        <div class="told failed">
                            <Trouble words=failed.words() />
                            <Close decide />
                        </div>
                    }.into_any(),
                })
            }}
        </div>
    }
}

#[component]
fn Close(decide: Decide) -> impl IntoView {
    view! {
        <button class="icon-button" type="button" aria-label=t::common::close() on:click=move |_| decide.told.set(None)>
            <Icon shape=Shape::Close />
        </button>
    }
}
