//! Putting people into a bucket.

use super::decide::Decide;
use super::menu::Menu;
use crate::pages::today::today;
use kith_engine::api::{Decision, PersonId};
use leptos::prelude::*;

/// A menu of the buckets, by number and name. It puts people into the one that is chosen: `who` names them, and says who
/// they are. Nothing where there are no buckets.
#[component]
pub(crate) fn IntoBucket<F>(id: String, buckets: Memo<Vec<(u64, String)>>, who: F) -> impl IntoView
where
    F: Fn() -> (String, Vec<PersonId>) + Copy + Send + Sync + 'static,
{
    let (decide, day) = (Decide::of_page(), today());
    let items =
        move || buckets.with(|all| all.iter().map(|(number, name)| (number.to_string(), name.clone())).collect());
    let chosen = move |number: &str| {
        let found = buckets.with_untracked(|all| all.iter().find(|(it, _)| it.to_string() == number).cloned());
        if let Some((bucket, name)) = found {
            let ((named, people), day) = (who(), day.get_untracked());
            let decision = Decision::InBucket { people, bucket, day, on: true };
            decide.say(format!("Added {named} to {name}."), vec![decision]);
        }
    };
    view! {
        <Show when=move || !buckets.with(Vec::is_empty)>
            <Menu id=id.clone() title="Add to bucket…" testid="into-bucket" items chosen />
        </Show>
    }
}
