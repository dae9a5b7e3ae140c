use crate::features::contact_rules::RuleList;
use crate::i18n::t;
use crate::platform::title::title;
use kith_engine::api::RulePlace;
use leptos::prelude::*;

/// Settings, Rules: those that are asked of everybody in Kith.
#[component]
pub(crate) fn PeopleRules() -> impl IntoView {
    title(|| t::settings::people_rules().to_owned());
    view! {
        <section class="people-rules">
            <h2 class="unseen">{t::settings::people_rules()}</h2>
            <p class="quiet">{t::contact_rules::intro()}</p>
            <RuleList place=RulePlace::Kith />
        </section>
    }
}
