use super::model::holds;
use crate::client::Engine;
use crate::components::file_button::PickButton;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::files::read;
use crate::platform::random::random_id;
use crate::platform::time::clock;
use crate::present::calendar::{clock as hour, long_date};
use crate::present::failed::Failed;
use kith_engine::api::{BackupView, Bytes, Command, ProblemKind, Secret, question};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_sys::File;

/// A file is chosen, looked at, and restored.
#[component]
pub(super) fn Restore(restored: Trigger) -> impl IntoView {
    let engine = Engine::of_page();
    let decide = Decide::of_page();
    let file = RwSignal::new(None::<Bytes>);
    let passphrase = RwSignal::new(String::new());
    let view = RwSignal::new(None::<BackupView>);
    let replace = RwSignal::new(false);
    let (looking, order) = (Ordering::new(), Ordering::new());
    let secret = move || Some(passphrase.get_untracked()).filter(|typed| !typed.is_empty()).map(Secret::from);
    let needs = Memo::new(move |before: Option<&bool>| match looking.failed.get() {
        Some(Failed::Told(problem)) => {
            matches!(problem.kind, ProblemKind::BackupSealed | ProblemKind::WrongPassphrase)
        }
        _ => before == Some(&true) && file.with(Option::is_some),
    });
    let look = move || {
        view.set(None);
        let work = async move {
            let Some(bytes) = file.get_untracked() else { return Ok(()) };
            view.try_set(Some(engine.ask(question::BackupPreview { file: bytes, passphrase: secret() }).await?));
            Ok(())
        };
        looking.store(work, || {});
    };
    let choose = Callback::new(move |chosen: File| {
        view.set(None);
        file.set(None);
        passphrase.set(String::new());
        looking.failed.set(None);
        order.failed.set(None);
        let work = async move {
            // A file that went away meanwhile holds nothing, and is said to be none.
            let bytes = Bytes(read(&chosen, f64::INFINITY).await.map(|file| file.bytes).unwrap_or_default());
            file.try_set(Some(bytes.clone()));
            view.try_set(Some(engine.ask(question::BackupPreview { file: bytes, passphrase: None }).await?));
            Ok(())
        };
        looking.store(work, || {});
    });
    let unlock = move |event: SubmitEvent| {
        event.prevent_default();
        look();
    };
    let restore = move |_| {
        let Some(file_now) = file.get_untracked() else { return };
        let mark = random_id();
        let command = Command::Restore { mark, file: file_now, passphrase: secret(), replace: replace.get_untracked() };
        order.store(engine.order(command), move || {
            decide.done(t::data::restored(), mark);
            view.try_set(None);
            file.try_set(None);
            restored.notify();
        });
    };
    // Before there is anything to see, what failed is said without the page's own words about passphrases.
    let trouble = move || {
        looking
            .failed
            .get()
            .map(|failed| view! { <div data-testid="restore-refused"><Trouble words=failed.words() /></div> })
    };
    view! {
        <div class="backup">
            // What is looked at and what is restored is one file.
            <PickButton title=t::data::file() name="restore-file" accept="" busy=Signal::derive(move || looking.busy.get() || order.busy.get()) picked=choose />
            <Show when=move || looking.busy.get()><p role="status">{t::data::reading_file()}</p></Show>
            {trouble}
            <Show when=move || needs.get() && view.with(Option::is_none)>
                <form data-testid="restore-unlock" on:submit=unlock>
                    <div class="field">
                        <label for="restore-passphrase">{t::data::its_passphrase()}</label>
                        <input
                            id="restore-passphrase"
                            name="restore-passphrase"
                            type="password"
                            autocomplete="off"
                            prop:value=passphrase
                            on:input=move |event| passphrase.set(event_target_value(&event))
                        />
                    </div>
                    <button class="button" type="submit">{t::data::open()}</button>
                </form>
            </Show>
            {move || view.get().map(|found| {
                let made = clock(found.made);
                let replaced = found.replaced;
                view! {
                    <div class="backup-found" data-testid="restore-preview" data-entries=found.entries data-new=found.new data-messages=found.messages>
                        <h3>{t::data::backup_of(hour(&made), long_date(&made))}</h3>
                        <p class="quiet">{t::data::made_by(&found.kith)}</p>
                        <ul>{holds(&found).into_iter().map(|line| view! { <li dir="auto">{line}</li> }).collect_view()}</ul>
                        <fieldset>
                            <legend>{t::data::how()}</legend>
                            <label>
                                <input type="radio" name="restore-how" value="add" prop:checked=move || !replace.get() on:change=move |_| replace.set(false) />
                                " "{t::data::add()}
                            </label>
                            <label>
                                <input type="radio" name="restore-how" value="replace" prop:checked=replace on:change=move |_| replace.set(true) />
                                " "{t::data::replace(replaced)}
                            </label>
                        </fieldset>
                        <p class="quiet">{t::data::undo_hint()}</p>
                        <button class="button primary" type="button" data-testid="restore" aria-disabled=move || order.busy.get().to_string() on:click=restore>
                            {move || if order.busy.get() { t::data::restoring() } else { t::data::restore() }}
                        </button>
                        {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                    </div>
                }
            })}
        </div>
    }
}
