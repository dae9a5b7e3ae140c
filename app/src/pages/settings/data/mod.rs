//! Your data: backups, what the browser promised, what could not be read.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod restore;
#[cfg(target_arch = "wasm32")]
mod save;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Data;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::model::{last, size};
    use super::restore::Restore;
    use super::save::Save;
    use super::view::{Promise, Unreadable};
    use crate::client::{Engine, failure, known, live};
    use crate::components::trouble::Trouble;
    use crate::features::export::{ExportMenu, Whom};
    use crate::i18n::t;
    use crate::platform::time::clock;
    use crate::platform::title::title;
    use kith_engine::api::{DataView, PeopleQuery, question};
    use leptos::prelude::*;
    use leptos_router::components::A;

    /// Settings, Your data.
    #[component]
    pub(crate) fn Data() -> impl IntoView {
        title(|| t::settings::data().to_owned());
        let engine = Engine::of_page();
        let changed = Trigger::new();
        let track = move || {
            changed.track();
            engine.track_people();
        };
        let answer = live(|| (), track, move |()| engine.ask(question::Data));
        let (data, failed): (Memo<DataView>, _) = (known(answer), failure(answer));
        let there = Memo::new(move |_| answer.with(Option::is_some));
        let everybody =
            Callback::new(move |()| -> Whom { Box::pin(engine.ask(question::Selection(PeopleQuery::default()))) });
        view! {
            <section class="data" data-testid="data">
                <Unreadable />
                <h2>{t::data::backup()}</h2>
                <p>{t::data::intro()}</p>
                {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <p data-testid="backup-last">{move || there.get().then(|| last(data.with(|data| data.saved), clock))}</p>
                <Save data saved=changed />
                <h2>{t::data::restore()}</h2>
                <p>{t::data::restore_intro()}</p>
                <Restore restored=changed />
                <h2>{t::data::files()}</h2>
                <p>{t::data::files_intro()}</p>
                <div class="actions">
                    <A href="/import" attr:class="button" attr:data-testid="data-import">{t::import::open()}</A>
                    <ExportMenu id="export-everybody" whom=everybody />
                </div>
                <h2>{t::data::browser()}</h2>
                <Promise />
                <p class="quiet" data-testid="data-texts">{move || data.with(|data| {
                    #[expect(clippy::cast_precision_loss, reason = "a size for reading")]
                    let bytes = data.text_bytes as f64;
                    t::data::stored_texts(data.texts, size(bytes))
                })}</p>
                {move || Some(data.with(|data| data.photos)).filter(|photos| *photos > 0).map(|photos| view! {
                    <p class="quiet">{t::data::stored_photos(photos)}</p>
                })}
            </section>
        }
    }
}
