//! People as a file for other programs.

use super::decide::Decide;
use crate::client::Engine;
use crate::components::menu::Menu;
use crate::i18n::t;
use crate::platform::download::download;
use crate::present::failed::Failed;
use crate::present::files::titles;
use crate::present::text::people;
use kith_domain::vcard::Version;
use kith_engine::api::{ExportFormat, PersonId, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

/// Who is asked for when a file is to be made of them.
pub(crate) type Whom = Pin<Box<dyn Future<Output = Result<Vec<PersonId>, Failed>>>>;

/// A menu of what people can be written as.
#[component]
pub(crate) fn ExportMenu(
    /// The one in the document.
    id: &'static str,
    /// Who goes into the file.
    whom: Callback<(), Whom>,
) -> impl IntoView {
    let (engine, decide) = (Engine::of_page(), Decide::of_page());
    let items = || {
        let items = [("vcard-3", t::export::vcard_3()), ("vcard-4", t::export::vcard_4()), ("csv", t::export::csv())];
        items.map(|(name, words)| (name.to_owned(), words.to_owned())).into()
    };
    let chosen = move |name: &str| {
        let format = match name {
            "vcard-3" => ExportFormat::VCard(Version::V3),
            "vcard-4" => ExportFormat::VCard(Version::V4),
            _ => ExportFormat::Csv(titles()),
        };
        let whom = whom.run(());
        spawn_local(async move {
            match export(engine, whom, format).await {
                Ok(said) => decide.note(said),
                Err(failed) => decide.failed(failed),
            }
        });
    };
    view! { <Menu id=id.to_owned() title=t::export::title() testid="export" items chosen /> }
}

async fn export(engine: Engine, whom: Whom, format: ExportFormat) -> Result<String, Failed> {
    let whom = whom.await?;
    let count = u32::try_from(whom.len()).unwrap_or(u32::MAX);
    let file = engine.ask(question::Export { people: whom, format }).await?;
    match download(&file.name, &file.media_type, file.text.as_bytes()) {
        true => Ok(t::export::saved(file.name, people(count))),
        false => Err(Failed::NoDownload),
    }
}
