//! Putting people into a bucket.

use super::decide::Decide;
use crate::components::icon::Shape;
use crate::components::menu::Menu;
use crate::i18n::t;
use crate::platform::time::today;
use crate::present::intervals::USUAL;
use crate::present::suggestions::suggestions;
use kith_domain::bucket::BucketSuggestion;
use kith_domain::search::fold;
use kith_engine::api::BucketView;
use kith_engine::api::{Decision, PersonId};
use leptos::prelude::*;

/// A menu of the buckets, by number and name. It puts people into the one that is chosen: `who` names them, and says
/// who they are. Nothing where there are no buckets.
#[component]
pub(crate) fn IntoBucket<F>(
    id: String,
    buckets: Memo<Vec<(u64, String)>>,
    who: F,
    /// Whether it stands in a row, as a plus.
    #[prop(optional)]
    icon: bool,
) -> impl IntoView
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
            decide.say(t::common::added_to_bucket(&name, named), vec![decision]);
        }
    };
    view! {
        <Show when=move || !buckets.with(Vec::is_empty)>
            {match icon {
                true => view! { <Menu id=id.clone() title=t::common::add_to_bucket() testid="into-bucket" class="icon-button" shape=Shape::Add items chosen /> }.into_any(),
                false => view! { <Menu id=id.clone() title=t::common::add_to_bucket() testid="into-bucket" items chosen /> }.into_any(),
            }}
        </Show>
    }
}

/// The intervals that are chosen most, beside a field that takes any.
#[component]
pub(crate) fn UsualIntervals(
    /// The one in the document.
    id: String,
    /// What it is called to have none.
    none: &'static str,
    chosen: Callback<String>,
) -> impl IntoView {
    let items = move || {
        let usual = USUAL.map(|(every, title)| (every.to_owned(), title().to_owned()));
        usual.into_iter().chain([("none".to_owned(), none.to_owned())]).collect()
    };
    let choose = move |every: &str| chosen.run(every.to_owned());
    view! { <Menu id class="button tertiary" title=t::interval::choose() testid="usual-intervals" items chosen=choose /> }
}

/// Those of the buckets to begin with that are not there yet.
pub(crate) fn not_taken(all: Memo<Vec<BucketView>>) -> Vec<BucketSuggestion> {
    let taken = all.with(|all| all.iter().map(|it| fold(&it.bucket.name)).collect::<Vec<_>>());
    suggestions().into_iter().filter(|it| !taken.contains(&fold(it.name))).collect()
}

/// Where the next bucket stands: last.
pub(crate) fn next_order(all: Memo<Vec<BucketView>>) -> u32 {
    all.with_untracked(|all| all.iter().map(|it| it.bucket.order + 1).max().unwrap_or_default())
}
