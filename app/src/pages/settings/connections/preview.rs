//! What the first sync would do, who goes out, and the button that starts it.

use super::preview_model::{PreviewLine, changes, lines, new_side, out_of};
use super::winner::Winner;
use crate::client::{Engine, failure, known, live};
use crate::components::order::Ordering;
use crate::components::trouble::Trouble;
use crate::features::decide::Decide;
use crate::i18n::t;
use crate::platform::focus::is_nowhere;
use crate::platform::random::random_id;
use crate::present::text::joined;
use kith_engine::api::{
    AddressBookView, BookLimit, BookStatus, BucketView, Command, MAX_PREVIEWED_PEOPLE, PreviewedPerson, SyncOut,
    SyncPreview, question,
};
use leptos::html::Summary;
use leptos::prelude::*;

/// How many people of each group are named at first.
const EXAMPLES: u32 = 20;

/// The first sync before it is started.
#[component]
pub(super) fn FirstSync(id: u64, book: Memo<Option<AddressBookView>>) -> impl IntoView {
    let (engine, order, decide) = (Engine::of_page(), Ordering::new(), Decide::of_page());
    let who = RwSignal::new("no-one".to_owned());
    let bucket = RwSignal::new(None::<u64>);
    let out = Memo::new(move |_| who.with(|who| out_of(who, bucket.get())));
    let track = move || {
        engine.track_people();
        engine.track_address_books();
    };
    let buckets: Memo<Vec<BucketView>> =
        known(live(|| (), move || engine.track_people(), move |()| engine.ask(question::Buckets)));
    // The line for which everyone was asked for.
    let whole = RwSignal::new(None::<&'static str>);
    Effect::watch(move || out.track(), move |(), _, _| whole.set(None), false);
    // Before a bucket is chosen, what is shown is what holds without one.
    let answer = live(
        move || question::SyncPreview {
            book: id,
            out: out.get().unwrap_or(SyncOut::NoOne),
            examples: if whole.with(Option::is_some) { MAX_PREVIEWED_PEOPLE } else { EXAMPLES },
        },
        track,
        move |asked| engine.ask(asked),
    );
    let (preview, failed): (Memo<Option<SyncPreview>>, _) = (known(answer), failure(answer));
    let looked = Memo::new(move |_| book.with(|it| it.as_ref().is_some_and(|it| it.status == BookStatus::Looked)));
    let writes =
        Memo::new(move |_| book.with(|it| it.as_ref().is_some_and(|it| !it.limits.contains(&BookLimit::ReadOnly))));
    let name = move || book.with_untracked(|it| it.as_ref().map(|it| it.settings.name.clone()).unwrap_or_default());
    let start = move |_| {
        if let Some(out) = out.get_untracked().filter(|_| looked.get_untracked()) {
            let started = engine.order(Command::StartSync { book: id, out, mark: random_id() });
            order.store(started, move || decide.note(t::connections::preview::started(name())));
        }
    };
    let choice = move |value: &'static str, title: &'static str| {
        view! {
            <label class="tick-row">
                <input type="radio" name="book-out" value=value prop:checked=move || who.with(|who| who == value) on:change=move |_| who.set(value.to_owned()) />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <section class="book-part first-sync" data-testid="first-sync">
            <h3>{t::connections::preview::title()}</h3>
            <Show when=move || writes.get()>
                <fieldset class="choice">
                    <legend>{t::connections::preview::who_out()}</legend>
                    {choice("no-one", t::connections::preview::no_one())}
                    {choice("bucket", t::connections::preview::in_bucket())}
                    <Show when=move || who.with(|who| who == "bucket")>
                        <select name="book-out-bucket" aria-label=t::contact_rules::choose_bucket()
                            on:change=move |event| bucket.set(u64::from_str_radix(&event_target_value(&event), 16).ok())>
                            <option value="" selected=move || bucket.get().is_none()>{t::contact_rules::choose_bucket()}</option>
                            {move || buckets.get().into_iter().map(|it| {
                                let id = it.bucket.id;
                                view! { <option value=format!("{id:x}") selected=move || bucket.get() == Some(id)>{it.bucket.name}</option> }
                            }).collect_view()}
                        </select>
                    </Show>
                    {choice("everyone", t::connections::preview::everyone())}
                </fieldset>
                <Winner id known=book />
            </Show>
            <div aria-live="polite">
                {move || match preview.get() {
                    Some(preview) => view! { <Lines preview whole /> }.into_any(),
                    None => view! { <p class="waiting">{t::connections::preview::counting()}</p> }.into_any(),
                }}
            </div>
            {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
            <p>{t::connections::preview::safe()}</p>
            <button class="button primary" type="button" data-testid="book-start"
                aria-disabled=move || (!looked.get() || out.get().is_none() || order.busy.get()).to_string() on:click=start>
                {t::connections::preview::start()}
            </button>
            {move || order.failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
        </section>
    }
}

#[component]
fn Lines(preview: SyncPreview, whole: RwSignal<Option<&'static str>>) -> impl IntoView {
    view! {
        <p><b>{t::connections::preview::cards(preview.cards)}</b></p>
        <ul role="list" class="preview-lines" data-testid="sync-preview" data-cards=preview.cards data-same=preview.same data-new-here=preview.new_here.count data-new-there=preview.new_there.count data-completed=preview.completed.count data-unclear=preview.unclear.count>
            {lines(&preview).into_iter().map(|line| view! { <Line line whole /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Line(line: PreviewLine, whole: RwSignal<Option<&'static str>>) -> impl IntoView {
    let PreviewLine { name, count, text, examples, more } = line;
    if examples.is_empty() {
        return view! { <li data-testid="preview-line" data-kind=name data-count=count>{text}</li> }.into_any();
    }
    let new = new_side(name);
    let is_whole = whole.get_untracked() == Some(name);
    let title = NodeRef::<Summary>::new();
    Effect::new(move |_| {
        // The button that asked for everyone had the keyboard, and is gone.
        if let Some(title) = title.get().filter(|_| is_whole && is_nowhere()) {
            _ = title.focus();
        }
    });
    let row = |person: PreviewedPerson| {
        let changes = changes(&person, new);
        view! { <li><span dir="auto">{person.name}</span>" "<span class="quiet" dir="auto">{joined(changes)}</span></li> }
    };
    view! {
        <li data-testid="preview-line" data-kind=name data-count=count>
            // The line is drawn again with everyone.
            <details open=is_whole>
                <summary node_ref=title>{text}</summary>
                <ul role="list" class="names">
                    {examples.into_iter().map(row).collect_view()}
                    {more.map(|more| match whole.get_untracked() {
                        None => view! {
                            <li><button class="text-button" type="button" data-testid="preview-more" on:click=move |_| whole.set(Some(name))>{more}</button></li>
                        }
                        .into_any(),
                        Some(_) => view! { <li class="quiet">{more}</li> }.into_any(),
                    })}
                </ul>
            </details>
        </li>
    }
    .into_any()
}
