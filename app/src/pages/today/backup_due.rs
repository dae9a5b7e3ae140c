use crate::client::Engine;
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::i18n::t;
use crate::platform::time::today;
use kith_engine::api::{Command, Day};
use leptos::prelude::*;
use leptos_router::components::A;

/// For how many days the reminder is snoozed.
const SNOOZE_DAYS: i32 = 30;

/// Says on Today that what was decided lies in this browser alone, once that is worth a word.
#[component]
pub(crate) fn BackupDue() -> impl IntoView {
    let overview = Engine::of_page().overview();
    let due = Memo::new(move |_| overview.with(|overview| overview.as_ref().and_then(|it| it.backup_due)));
    let (engine, order, day) = (Engine::of_page(), Ordering::new(), today());
    let later = move |_| {
        let day = day.get_untracked();
        order.store(engine.order(Command::SnoozeBackupReminder(Day(day.0.saturating_add(SNOOZE_DAYS)))), || {});
    };
    move || {
        due.get().map(|count| view! {
            <div class="away" data-testid="backup-due">
                <p>{t::data::due(count)}</p>
                <div class="actions">
                    <A href="/settings/data" attr:class="button">{t::data::save()}</A>
                    <button class="text-button" type="button" data-testid="backup-later" on:click=later>{t::common::not_now()}</button>
                </div>
                {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            </div>
        })
    }
}
