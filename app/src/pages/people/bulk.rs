//! What can be done with several people at once.

mod bucket;
mod company;
mod tag;

use super::selection::Selection;
use crate::client::Engine;
use crate::components::confirm::{Confirm, Yes};
use crate::components::flyout::Flyout;
use crate::components::icon::{Icon, Shape};
use crate::components::more::More;
use crate::components::order::Stored;
use crate::features::decide::Decide;
use crate::features::deleting::deletions;
use crate::features::export::{ExportMenu, Whom};
use crate::i18n::t;
use crate::platform::focus::{is_covered, typing};
use crate::platform::press::press;
use crate::present::keys::{PEOPLE, People, act};
use crate::present::text::{people, thousands};
use bucket::Filling;
use company::JoinDialog;
use kith_engine::api::{Decision, Group, PeopleQuery, Visibility, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use tag::Tagging;

/// What can be done with those who are chosen.
#[component]
pub(super) fn Bulk(selection: Selection, query: Callback<(), PeopleQuery>, group: RwSignal<Group>) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let count = Memo::new(move |_| selection.count());
    let chosen = move || selection.chosen();
    let named = move || people(count.get_untracked());
    let deleting = RwSignal::new(false);
    let all = move |_| {
        let query = query.run(());
        spawn_local(async move {
            match engine.ask(question::Selection(query)).await {
                Ok(all) => selection.all(all),
                Err(failed) => decide.failed(failed),
            }
        });
    };
    let (merging, joining) = (RwSignal::new(false), RwSignal::new(false));
    let merge = Callback::new(move |()| -> Stored {
        let (people, said) = (chosen(), t::people::merged(named()));
        let into = people.first().copied();
        let decisions =
            people.into_iter().skip(1).filter_map(|from| Some(Decision::Merge { into: into?, from })).collect();
        Box::pin(async move {
            decide.store_and_say(said, decisions).await?;
            selection.clear();
            Ok(())
        })
    });
    let stand = move |standing: Visibility, said: fn(String) -> String| {
        let decisions = chosen().into_iter().map(|id| Decision::Visibility(id, Some(standing))).collect();
        decide.say(said(named()), decisions);
        selection.clear();
    };
    let delete = Callback::new(move |()| -> Stored {
        let (ids, said) = (chosen(), t::people::deleted(named()));
        Box::pin(async move {
            let decisions = deletions(engine, ids).await?;
            decide.store_and_say(said, decisions).await?;
            selection.clear();
            Ok(())
        })
    });
    let whom = Callback::new(move |()| -> Whom {
        let people = chosen();
        Box::pin(async move { Ok(people) })
    });
    let yes =
        StoredValue::new(vec![Yes { text: t::common::delete(), testid: "confirm-yes", danger: true, run: delete }]);
    let title = Signal::derive(move || t::people::delete_title(people(count.get())));
    let one =
        StoredValue::new(vec![Yes { text: t::people::merge(), testid: "merge-all-yes", danger: false, run: merge }]);
    let one_title = Signal::derive(move || t::people::merge_title(people(count.get())));
    let is_people = move || group.get() == Group::People;
    let hide = move |_| stand(Visibility::Hidden, t::people::hidden);
    let show = move |_| stand(Visibility::Shown, t::people::shown);
    // Where nothing else is open that this key closes.
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        let is_meant = act(&PEOPLE, &press(&event)) == Some(People::Clear);
        if is_meant && count.get_untracked() > 0 && !typing() && !is_covered() {
            event.prevent_default();
            selection.clear();
        }
    });
    on_cleanup(move || escape.remove());
    view! {
        <Show when=move || count.get() != 0>
            <div class="bulk" data-testid="bulk" data-count=count role="group" aria-label=t::people::bulk()>
                <div class="bulk-who">
                    <b>{move || t::people::selected(thousands(count.get()))}</b>
                    <button class="text-button" type="button" data-testid="pick-all" on:click=all>{t::people::select_all()}</button>
                </div>
                <div class="bulk-what">
                    <Filling selection />
                    <Flyout id="bulk-tagging" title=t::people::tag()><Tagging selection /></Flyout>
                    <More id="bulk-rest" testid="bulk-more">
                        <button type="button" data-testid="bulk-joining" on:click=move |_| joining.set(true)>{t::people::set_company()}"…"</button>
                        <Show when=is_people>
                            <button type="button" data-testid="bulk-merge" disabled=move || { count.get() < 2 } on:click=move |_| merging.set(true)>{t::people::merge()}"…"</button>
                        </Show>
                        <ExportMenu id="export-selected" whom />
                        <Show when=is_people fallback=move || view! { <button type="button" data-testid="bulk-show" on:click=show>{t::people::show()}</button> }>
                            <button type="button" data-testid="bulk-hide" on:click=hide>{t::people::hide()}</button>
                        </Show>
                        <div class="last" role="none">
                            <button type="button" data-testid="bulk-delete" on:click=move |_| deleting.set(true)>{t::common::delete()}"…"</button>
                        </div>
                    </More>
                </div>
                <button class="icon-button" type="button" data-testid="pick-none" aria-label=t::people::clear() title=t::people::clear() on:click=move |_| selection.clear()>
                    <Icon shape=Shape::Close />
                </button>
            </div>
        </Show>
        <JoinDialog selection asking=joining />
        <Confirm open=merging title=one_title yes=one>
            <p>{t::people::merge_hint()}</p>
        </Confirm>
        <Confirm open=deleting title yes>
            <p>{t::people::delete_hint()}</p>
        </Confirm>
    }
}
