use super::model::{Tried, Trust, Went, asked, certificate, report, steps, todo, trust};
use crate::components::icon::{Icon, Shape};
use crate::components::trouble::Said;
use crate::features::provider_steps::ProviderSteps;
use crate::i18n::t;
use crate::platform::clipboard::copy;
use crate::present::words::words;
use kith_engine::api::Problem;
use leptos::prelude::*;

/// What went wrong, why, what to do, and what was found.
#[component]
pub(crate) fn Diagnosis(
    problem: Problem,
    tried: Tried,
    /// Tries it once more.
    #[prop(optional)]
    again: Option<Callback<()>>,
    /// Trusts the certificate that was shown.
    #[prop(optional)]
    trusting: Option<Callback<Trust>>,
    /// What else may help here.
    #[prop(optional_no_strip)]
    hint: Option<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (said, todo, kind) = (words(&problem), todo(&problem, &tried), format!("{:?}", problem.kind));
    view! {
        <div class="trouble" data-testid="trouble" data-kind=kind>
            <Icon shape=Shape::Attention />
            <div class="trouble-text">
                <div role="alert">
                    <p class="trouble-what" data-testid="trouble-what">{said.what}</p>
                    <p>{said.why}" "{todo}{hint.map(|hint| format!(" {hint}"))}</p>
                </div>
                <Findings problem tried again trusting />
                {children.map(|children| view! { <div class="actions">{children()}</div> })}
            </div>
        </div>
    }
}

/// How far it came, what the server said and showed, and what can be done; below the words for the problem.
#[component]
pub(crate) fn Findings(
    problem: Problem,
    tried: Tried,
    #[prop(optional_no_strip)] again: Option<Callback<()>>,
    #[prop(optional_no_strip)] trusting: Option<Callback<Trust>>,
) -> impl IntoView {
    let asked = asked(&problem, &tried);
    let usual = tried.provider.filter(|_| !asked.is_empty()).map(|provider| {
        view! {
            <section data-testid="usual">
                <p class="finding-title">{t::diagnosis::at_provider(provider.short_name())}</p>
                <ProviderSteps steps=asked />
            </section>
        }
    });
    let said = words(&problem).said;
    let marks = steps(&problem, &tried);
    let marks = (!marks.is_empty()).then(|| {
        let marks = marks.into_iter().map(|step| {
            let shape = match step.went {
                Went::Well => Shape::Done,
                Went::Wrong => Shape::Close,
                Went::Untried => Shape::Fresh,
            };
            view! {
                <li data-went=step.went.name()>
                    <Icon shape />
                    {step.title}
                    // A cross alone may be overlooked.
                    <span class:unseen=step.went != Went::Wrong>" ("{step.went.said()}")"</span>
                </li>
            }
        });
        view! {
            <section>
                <p class="finding-title">{t::diagnosis::steps()}</p>
                <ol role="list" class="steps" data-testid="steps">{marks.collect_view()}</ol>
            </section>
        }
    });
    let shown = problem.certificate.as_deref().map(|seen| {
        let lines = certificate(seen, tried.trusted).into_iter().map(|(what, is)| {
            view! {
                <div>
                    <dt>{what}</dt>
                    <dd dir="auto">{breaking_at_colons(&is)}</dd>
                </div>
            }
        });
        view! {
            <section>
                <p class="finding-title">{t::diagnosis::certificate()}</p>
                <dl class="certificate" data-testid="certificate" data-fingerprint=seen.fingerprint.to_string()>
                    {lines.collect_view()}
                </dl>
            </section>
        }
    });
    let offered = trusting.zip(trust(&problem, &tried)).map(|(trusting, offer)| {
        let label = match offer {
            Trust::First(_) => t::diagnosis::trust(),
            Trust::Instead(_) => t::diagnosis::trust_instead(),
            Trust::Vouched(_) => t::diagnosis::use_vouched(),
        };
        let is_risky = !matches!(offer, Trust::Vouched(_));
        view! {
            <button class="button" class:danger=is_risky type="button" data-testid="trust" on:click=move |_| trusting.run(offer)>
                {label}
            </button>
        }
    });
    let again = again.map(|again| {
        view! {
            <button class="button" type="button" data-testid="try-again" on:click=move |_| again.run(())>
                {t::common::try_again()}
            </button>
        }
    });
    let copied = RwSignal::new(false);
    let text = report(&problem, &tried);
    let copy = move |_| copy(text.clone(), move || _ = copied.try_set(true));
    view! {
        {usual}
        {marks}
        <Said said />
        {shown}
        <div class="actions">
            {again}
            {offered}
            <button class="text-button" type="button" data-testid="copy-report" on:click=copy>
                {move || if copied.get() { t::diagnosis::copied() } else { t::diagnosis::copy() }}
            </button>
        </div>
    }
}

/// A text that may go on in the next line behind each colon: a fingerprint is compared pair by pair.
pub(crate) fn breaking_at_colons(text: &str) -> impl IntoView + use<> {
    text.split_inclusive(':').map(|part| view! { {part.to_owned()} <wbr /> }).collect_view()
}
