use super::model::unusable;
use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::passphrase::PassphraseField;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::download::download;
use crate::platform::random;
use crate::platform::time::clock;
use crate::present::backup::file_name;
use crate::present::failed::Failed;
use crate::present::text::messages;
use kith_engine::api::{BackupWish, Bytes, Command, DataView, Problem, ProblemKind, Seal, Secret, question};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// How many random bytes an encrypted backup needs.
const RANDOM_BYTES: usize = 28;

/// What a backup is to hold, and the button that saves it.
#[component]
pub(super) fn Save(data: Memo<DataView>, saved: Trigger) -> impl IntoView {
    let engine = Engine::of_page();
    let order = Ordering::new();
    let (mail, texts, seals) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let (passphrase, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<&'static str>);
    let done = RwSignal::new(None::<String>);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = passphrase.get_untracked();
        let unusable = seals.get_untracked().then(|| unusable(&typed, &again.get_untracked())).flatten();
        wrong.set(unusable);
        done.set(None);
        if unusable.is_some() {
            return;
        }
        let work = async move {
            let seal = match seals.get_untracked() {
                true => {
                    let no_random = Failed::Told(Problem::new(ProblemKind::Storage));
                    let random = Bytes(random::bytes(RANDOM_BYTES).ok_or(no_random)?);
                    Some(Seal { passphrase: Secret::from(typed), random })
                }
                false => None,
            };
            let sealed = seal.is_some();
            let wish = BackupWish { mail: mail.get_untracked(), texts: texts.get_untracked(), seal };
            let file = engine.ask(question::Backup(wish)).await?;
            let name = file_name(&clock(file.made), sealed);
            let media_type = if sealed { "application/octet-stream" } else { "application/zip" };
            if !download(&name, media_type, &file.bytes.0) {
                return Err(Failed::NoDownload);
            }
            engine.order(Command::SavedBackup { up_to: file.up_to, at: file.made }).await?;
            done.try_set(Some(name));
            Ok(())
        };
        order.store(work, move || saved.notify());
    };
    let tick = move |name: &'static str, is: RwSignal<bool>, words: Signal<String>| {
        view! {
            <label>
                <input type="checkbox" name=name prop:checked=is on:change=move |event| is.set(event_target_checked(&event)) />
                " "{words}
            </label>
        }
    };
    let of_mail = Signal::derive(move || t::data::with_mail(messages(data.with(|data| data.messages))));
    let of_texts = Signal::derive(|| t::data::with_texts().to_owned());
    let of_seal = Signal::derive(|| t::data::encrypt().to_owned());
    view! {
        <form class="backup" data-testid="backup-form" novalidate on:submit=save>
            {tick("backup-mail", mail, of_mail)}
            {tick("backup-texts", texts, of_texts)}
            {tick("backup-sealed", seals, of_seal)}
            <Show when=move || seals.get()>
                <PassphraseField id="passphrase" label=t::data::passphrase() typed=passphrase />
                <PassphraseField id="passphrase-again" label=t::data::passphrase_again() typed=again />
                <p class="quiet">{t::data::keep_passphrase()}</p>
            </Show>
            {move || wrong.get().map(|wrong| view! { <p class="wrong" role="alert" data-testid="passphrase-wrong">{wrong}</p> })}
            <button class="button primary" type="submit" data-testid="backup-save" aria-disabled=move || order.busy.get().to_string()>
                {move || if order.busy.get() { t::common::saving() } else { t::data::save() }}
            </button>
            <p role="status" data-testid="backup-saved">
                {move || done.get().map(t::data::saved_as)}
            </p>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </form>
    }
}
