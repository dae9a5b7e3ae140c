//! What the search can do beside finding.

use crate::components::icon::Shape;
use crate::i18n::{Text, t};
use kith_domain::search::{begins_words, fold};

/// One of them.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Command {
    /// Goes to a page.
    Go(&'static str),
    /// Shows what the keys do.
    Keys,
}

/// How many are offered before anything is typed, and when something is.
const MAX_FIRST: usize = 4;
const MAX_FOUND: usize = 6;

const ALL: [(Command, Shape, Text); 16] = [
    (Command::Go("/sort"), Shape::Columns, t::today::sort),
    (Command::Go("/today"), Shape::Sun, t::shell::today),
    (Command::Go("/same"), Shape::People, t::duplicates::title),
    (Command::Keys, Shape::Note, t::keys::help),
    (Command::Go("/people"), Shape::People, t::shell::people),
    (Command::Go("/companies"), Shape::Company, t::shell::companies),
    (Command::Go("/insights"), Shape::Chart, t::insights::title),
    (Command::Go("/pipeline"), Shape::Columns, t::shell::pipeline),
    (Command::Go("/import"), Shape::Import, t::import::title),
    (Command::Go("/settings/email"), Shape::Mail, t::settings::email),
    (Command::Go("/settings/connections"), Shape::Settings, t::settings::connections),
    (Command::Go("/settings/buckets"), Shape::Settings, t::settings::buckets),
    (Command::Go("/settings/rules"), Shape::Settings, t::settings::people_rules),
    (Command::Go("/settings/history"), Shape::Clock, t::settings::history),
    (Command::Go("/settings/data"), Shape::Settings, t::settings::data),
    (Command::Go("/settings/general"), Shape::Settings, t::settings::general),
];

/// Those that the words begin; without words a few.
pub(super) fn found(words: &str) -> Vec<(Command, Shape, String)> {
    let words = fold(words);
    let named = |(command, shape, title): (Command, Shape, Text)| {
        let is_setting = matches!(command, Command::Go(address) if address.starts_with("/settings"));
        let title = if is_setting { t::search::settings_of(title()) } else { title().to_owned() };
        (command, shape, title)
    };
    let all = ALL.into_iter().map(named);
    match words.trim() {
        "" => all.take(MAX_FIRST).collect(),
        words => all.filter(|(.., title)| begins_words(&fold(title), words)).take(MAX_FOUND).collect(),
    }
}
