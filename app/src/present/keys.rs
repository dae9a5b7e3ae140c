//! The keys that mean something on the page, each with what it does. The page acts by these tables, and its help and
//! `docs/reference/keys.md` are made of them.
//!
//! What every menu, choice and dialog of the web does by itself is not listed.

use super::help::{Group, Row};
use crate::i18n::{Text, t};

/// A key that was pressed, and what was held with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Press {
    /// As the browser names it.
    pub(crate) key: String,
    /// Ctrl, or ⌘ on a Mac.
    pub(crate) ctrl: bool,
    pub(crate) alt: bool,
    pub(crate) shift: bool,
}

/// What may be held with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum With {
    Nothing,
    /// Nothing but Shift, without which some signs cannot be typed.
    MaybeShift,
    /// Shift, and nothing else.
    Shift,
    /// Ctrl, and whatever else.
    Ctrl,
    /// Whatever it is.
    Anything,
}

/// A key as the browser names it, and what may be held with it.
type Chord = (With, &'static str);

/// What a few keys do.
pub(crate) struct Shortcut<A: 'static> {
    act: A,
    chords: &'static [Chord],
    does: Text,
}

const fn on<A>(act: A, chords: &'static [Chord], does: Text) -> Shortcut<A> {
    Shortcut { act, chords, does }
}

/// Everywhere, unless keys go into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Everywhere {
    /// Opens the search, also from a field.
    Search,
    /// Opens it where this sign means nothing else.
    SearchBySlash,
    /// Adds someone.
    Add,
    /// Undoes what was decided last, while that is told.
    Undo,
    /// Shows what the keys do.
    Help,
}

/// See [`Everywhere`].
pub(crate) const EVERYWHERE: [Shortcut<Everywhere>; 5] = [
    on(Everywhere::Search, &[(With::Ctrl, "k"), (With::Ctrl, "K")], t::search::title),
    on(Everywhere::SearchBySlash, &[(With::MaybeShift, "/")], t::keys::search_by_slash),
    on(Everywhere::Add, &[(With::MaybeShift, "n"), (With::MaybeShift, "N")], t::add::title),
    on(Everywhere::Undo, &[(With::Ctrl, "z")], t::keys::undo),
    on(Everywhere::Help, &[(With::MaybeShift, "?")], t::keys::help),
];

/// In the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Search {
    /// To the next result.
    Next,
    /// To the one before.
    Back,
    /// In the field: opens the first.
    First,
    Close,
}

/// See [`Search`].
pub(crate) const SEARCH: [Shortcut<Search>; 4] = [
    on(Search::Next, &[(With::Anything, "ArrowDown")], t::keys::results),
    on(Search::Back, &[(With::Anything, "ArrowUp")], t::keys::results),
    on(Search::First, &[(With::Anything, "Enter")], t::keys::first_result),
    on(Search::Close, &[(With::Anything, "Escape")], t::common::close),
];

/// On People, unless keys go into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum People {
    Filter,
    /// Selects no one. What is open is closed first.
    Clear,
}

/// See [`People`].
pub(crate) const PEOPLE: [Shortcut<People>; 2] = [
    on(People::Filter, &[(With::MaybeShift, "/")], t::keys::filter),
    on(People::Clear, &[(With::Anything, "Escape")], t::keys::clear_selection),
];

/// In a field that filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    List,
    /// Empties it.
    Clear,
}

/// See [`Filter`].
pub(crate) const FILTER: [Shortcut<Filter>; 2] = [
    on(Filter::List, &[(With::Anything, "ArrowDown")], t::keys::list),
    on(Filter::Clear, &[(With::Anything, "Escape")], t::keys::clear_filter),
];

/// In a row of a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// To the next row.
    Next,
    /// To the one before.
    Back,
    PageDown,
    PageUp,
    /// To the first row.
    First,
    Last,
}

/// See [`List`].
pub(crate) const LIST: [Shortcut<List>; 6] = [
    on(List::Next, &[(With::Nothing, "ArrowDown")], t::keys::people),
    on(List::Back, &[(With::Nothing, "ArrowUp")], t::keys::people),
    on(List::PageDown, &[(With::Nothing, "PageDown")], t::keys::pages),
    on(List::PageUp, &[(With::Nothing, "PageUp")], t::keys::pages),
    on(List::First, &[(With::Nothing, "Home")], t::keys::ends),
    on(List::Last, &[(With::Nothing, "End")], t::keys::ends),
];

/// In a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chart {
    /// To the next part of it.
    Next,
    /// To the one before.
    Back,
    /// To the one below.
    Down,
    /// To the one above.
    Up,
    First,
    Last,
}

/// See [`Chart`].
pub(crate) const CHART: [Shortcut<Chart>; 6] = [
    on(Chart::Next, &[(With::Nothing, "ArrowRight")], t::keys::chart),
    on(Chart::Back, &[(With::Nothing, "ArrowLeft")], t::keys::chart),
    on(Chart::Down, &[(With::Nothing, "ArrowDown")], t::keys::chart),
    on(Chart::Up, &[(With::Nothing, "ArrowUp")], t::keys::chart),
    on(Chart::First, &[(With::Nothing, "Home")], t::keys::chart_ends),
    on(Chart::Last, &[(With::Nothing, "End")], t::keys::chart_ends),
];

/// In a row of People.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// Selects or unselects.
    Select,
    /// Selects as far as the next row.
    ExtendDown,
    /// Selects as far as the one before.
    ExtendUp,
}

/// See [`Person`].
pub(crate) const PERSON: [Shortcut<Person>; 3] = [
    on(Person::Select, &[(With::Nothing, "x"), (With::Nothing, "X")], t::keys::select),
    on(Person::ExtendDown, &[(With::Shift, "ArrowDown")], t::keys::extend),
    on(Person::ExtendUp, &[(With::Shift, "ArrowUp")], t::keys::extend),
];

/// On a person’s page, unless keys go into a field or close something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonPage {
    /// Goes back to the list from which it was opened.
    Leave,
}

/// See [`PersonPage`].
pub(crate) const PERSON_PAGE: [Shortcut<PersonPage>; 1] =
    [on(PersonPage::Leave, &[(With::Nothing, "Escape")], t::keys::back_to_list)];

/// In a row of Today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// To the next person.
    Next,
    /// To the one before.
    Back,
    /// Writes to them.
    Write,
    /// Logs a call.
    Call,
    /// Logs a meeting.
    Meeting,
    /// Snoozes for a day.
    Tomorrow,
    /// Snoozes for a week.
    Week,
    /// Skips them for now.
    Skip,
    /// Undoes what was decided last.
    Undo,
}

/// See [`Due`].
pub(crate) const DUE: [Shortcut<Due>; 9] = [
    on(Due::Next, &[(With::MaybeShift, "j"), (With::MaybeShift, "ArrowDown")], t::keys::people),
    on(Due::Back, &[(With::MaybeShift, "k"), (With::MaybeShift, "ArrowUp")], t::keys::people),
    on(Due::Write, &[(With::MaybeShift, "w")], t::today::write),
    on(Due::Call, &[(With::MaybeShift, "c")], t::keys::call),
    on(Due::Meeting, &[(With::MaybeShift, "m")], t::keys::meeting),
    on(Due::Tomorrow, &[(With::MaybeShift, "d")], t::keys::snooze_day),
    on(Due::Week, &[(With::MaybeShift, "h")], t::keys::snooze_week),
    on(Due::Skip, &[(With::MaybeShift, "s")], t::today::later::skip),
    on(Due::Undo, &[(With::MaybeShift, "u")], t::told::undo),
];

/// On Today, while the keyboard is in nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Today {
    /// To the first person.
    First,
    /// Undoes what was decided last.
    Undo,
}

/// See [`Today`]. In a row they mean the same ([`DUE`]), so the help does not list them.
pub(crate) const TODAY: [Shortcut<Today>; 2] = [
    on(Today::First, &[(With::MaybeShift, "j"), (With::MaybeShift, "k")], t::keys::people),
    on(Today::Undo, &[(With::MaybeShift, "u")], t::told::undo),
];

/// On the page that sorts people into buckets, unless keys go into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Puts them into the bucket that fits. An Enter on a button or a link is that one's.
    Proposed,
    /// Puts them into the bucket of that number.
    Bucket,
    /// Skips them.
    Skip,
    /// Hides them from People.
    Hide,
    /// Goes back to the one before.
    Undo,
}

/// See [`Sort`]. The arrows point where a finger draws the card.
pub(crate) const SORT: [Shortcut<Sort>; 5] = [
    on(Sort::Proposed, &[(With::MaybeShift, "Enter"), (With::MaybeShift, "ArrowRight")], t::keys::proposed),
    on(
        Sort::Bucket,
        &[
            (With::MaybeShift, "1"),
            (With::MaybeShift, "2"),
            (With::MaybeShift, "3"),
            (With::MaybeShift, "4"),
            (With::MaybeShift, "5"),
            (With::MaybeShift, "6"),
            (With::MaybeShift, "7"),
            (With::MaybeShift, "8"),
            (With::MaybeShift, "9"),
        ],
        t::keys::bucket,
    ),
    on(Sort::Skip, &[(With::MaybeShift, "s"), (With::MaybeShift, "S"), (With::MaybeShift, "ArrowLeft")], t::sort::skip),
    on(Sort::Hide, &[(With::Shift, "x"), (With::Shift, "X")], t::people::hide),
    on(
        Sort::Undo,
        &[
            (With::MaybeShift, "u"),
            (With::MaybeShift, "U"),
            (With::MaybeShift, "Backspace"),
            (With::Ctrl, "z"),
            (With::Ctrl, "Z"),
        ],
        t::told::undo,
    ),
];

/// On a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    /// Moves it to the stage on the left.
    Left,
    /// Moves it to the stage on the right.
    Right,
    /// To the next lead.
    Next,
    /// To the one before.
    Back,
}

/// See [`Lead`].
pub(crate) const LEAD: [Shortcut<Lead>; 4] = [
    on(Lead::Left, &[(With::Nothing, "ArrowLeft")], t::keys::stages),
    on(Lead::Right, &[(With::Nothing, "ArrowRight")], t::keys::stages),
    on(Lead::Next, &[(With::Nothing, "ArrowDown")], t::keys::leads),
    on(Lead::Back, &[(With::Nothing, "ArrowUp")], t::keys::leads),
];

/// In a value that is being edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Keeps what was typed, also in a text of several lines.
    SaveText,
    /// Keeps it; in a text of several lines it begins another.
    Save,
    /// Leaves the value as it was.
    Discard,
}

/// See [`Edit`].
pub(crate) const EDIT: [Shortcut<Edit>; 3] = [
    on(Edit::SaveText, &[(With::Ctrl, "Enter")], t::keys::save_text),
    on(Edit::Save, &[(With::Anything, "Enter")], t::common::save),
    on(Edit::Discard, &[(With::Anything, "Escape")], t::keys::discard),
];

impl Press {
    fn is(&self, (with, key): Chord) -> bool {
        let is_free = match with {
            With::Nothing => !self.ctrl && !self.alt && !self.shift,
            With::MaybeShift => !self.ctrl && !self.alt,
            With::Shift => self.shift && !self.ctrl && !self.alt,
            With::Ctrl => self.ctrl,
            With::Anything => true,
        };
        self.key == key && is_free
    }
}

/// What a key does by a table.
pub(crate) fn act<A: Copy>(table: &[Shortcut<A>], press: &Press) -> Option<A> {
    let found = table.iter().find(|shortcut| shortcut.chords.iter().any(|chord| press.is(*chord)));
    found.map(|shortcut| shortcut.act)
}

/// What each shortcut of a table does, with the key to show for it.
pub(crate) fn hints<A: Copy>(table: &[Shortcut<A>]) -> impl Iterator<Item = (A, String)> {
    table.iter().filter_map(|shortcut| Some((shortcut.act, shortcut.chords.first().copied().map(label)?)))
}

/// The key to show for what it does.
pub(crate) fn hint<A: Copy + PartialEq>(table: &[Shortcut<A>], act: A) -> Option<String> {
    hints(table).find(|(of, _)| *of == act).map(|(_, key)| key)
}

/// All of them, by where they work.
pub(crate) fn groups() -> Vec<Group> {
    let group = |title: &str, rows: Vec<Row>| Group::new(title, rows);
    vec![
        group(t::keys::everywhere(), rows(&EVERYWHERE)),
        group(t::search::title(), rows(&SEARCH)),
        group(t::shell::people(), [rows(&LIST), rows(&PERSON), rows(&PEOPLE), rows(&FILTER)].concat()),
        group(t::people::person(), rows(&PERSON_PAGE)),
        group(t::shell::today(), rows(&DUE)),
        group(t::today::sort(), rows(&SORT)),
        group(t::shell::pipeline(), rows(&LEAD)),
        group(t::insights::title(), rows(&CHART)),
        group(t::keys::editing(), rows(&EDIT)),
    ]
}

fn rows<A>(table: &[Shortcut<A>]) -> Vec<Row> {
    table.iter().map(|it| Row { signs: labels(it.chords), means: (it.does)().to_owned() }).collect()
}

/// The names of keys, each once, and of digits the first and the last.
fn labels(chords: &[Chord]) -> Vec<String> {
    let mut labels: Vec<String> = chords.iter().copied().map(label).collect();
    labels.dedup();
    match &*labels {
        [first, .., last] if labels.iter().all(|it| it.parse::<u8>().is_ok()) => vec![format!("{first}–{last}")],
        _ => labels,
    }
}

fn label((with, key): Chord) -> String {
    let name = match key {
        "ArrowDown" => "↓".to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "Escape" => t::keys::name::escape().to_owned(),
        "PageDown" => t::keys::name::page_down().to_owned(),
        "PageUp" => t::keys::name::page_up().to_owned(),
        "Home" => t::keys::name::home().to_owned(),
        "End" => t::keys::name::end().to_owned(),
        "Backspace" => t::keys::name::backspace().to_owned(),
        "Enter" => key.to_owned(),
        _ => key.to_uppercase(),
    };
    match with {
        With::Ctrl => format!("{} {name}", t::keys::name::ctrl()),
        With::Shift => format!("{} {name}", t::keys::name::shift()),
        With::Nothing | With::MaybeShift | With::Anything => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::help::tests::check_page;

    /// A key with what is held: `c`, `a` and `s` for Ctrl, Alt and Shift.
    fn press(held: &str, key: &str) -> Press {
        let holds = |sign: char| held.contains(sign);
        Press { key: key.to_owned(), ctrl: holds('c'), alt: holds('a'), shift: holds('s') }
    }

    #[test]
    fn a_key_does_what_its_table_says_and_nothing_else() {
        for (held, key, expected) in [
            ("c", "k", Some(Everywhere::Search)),
            ("cas", "K", Some(Everywhere::Search)),
            ("", "k", None),
            ("", "/", Some(Everywhere::SearchBySlash)),
            ("s", "/", Some(Everywhere::SearchBySlash)),
            ("c", "/", None),
            ("", "n", Some(Everywhere::Add)),
            ("c", "n", None),
            ("c", "z", Some(Everywhere::Undo)),
            ("cs", "Z", None),
            ("", "z", None),
            ("s", "?", Some(Everywhere::Help)),
            ("a", "?", None),
        ] {
            assert_eq!(act(&EVERYWHERE, &press(held, key)), expected, "{held} {key}");
        }
        for (held, key, expected) in [
            ("", "x", Some(Person::Select)),
            ("", "X", Some(Person::Select)),
            ("s", "X", None),
            ("s", "ArrowDown", Some(Person::ExtendDown)),
            ("", "ArrowDown", None),
            ("sc", "ArrowUp", None),
        ] {
            assert_eq!(act(&PERSON, &press(held, key)), expected, "{held} {key}");
        }
        for (held, key, expected) in
            [("", "j", Some(Due::Next)), ("", "J", None), ("s", "ArrowUp", Some(Due::Back)), ("c", "u", None)]
        {
            assert_eq!(act(&DUE, &press(held, key)), expected, "{held} {key}");
        }
        for (held, key, expected) in [
            ("", "Enter", Some(Sort::Proposed)),
            ("", "9", Some(Sort::Bucket)),
            ("", "0", None),
            ("", "x", None),
            ("s", "X", Some(Sort::Hide)),
            ("ca", "z", Some(Sort::Undo)),
            ("", "z", None),
            ("a", "u", None),
        ] {
            assert_eq!(act(&SORT, &press(held, key)), expected, "{held} {key}");
        }
        for (held, key, expected) in [
            ("", "Enter", Some(Edit::Save)),
            ("a", "Enter", Some(Edit::Save)),
            ("c", "Enter", Some(Edit::SaveText)),
            ("c", "Escape", Some(Edit::Discard)),
        ] {
            assert_eq!(act(&EDIT, &press(held, key)), expected, "{held} {key}");
        }
        assert_eq!(act(&LEAD, &press("s", "ArrowLeft")), None);
        assert_eq!(act(&LIST, &press("", "Home")), Some(List::First));
    }

    #[test]
    fn keys_are_shown_by_their_names() {
        assert_eq!(labels(EVERYWHERE[0].chords), ["Ctrl K"]);
        assert_eq!(labels(SORT[1].chords), ["1–9"]);
        assert_eq!(labels(SORT[4].chords), ["U", "Backspace", "Ctrl Z"]);
        assert_eq!(hint(&SORT, Sort::Hide).as_deref(), Some("Shift X"));
        assert_eq!(hints(&DUE).map(|(_, key)| key).collect::<String>(), "JKWCMDHSU");
    }

    #[test]
    fn reference_page_of_the_keys() {
        let mut page = format!(
            "# Keys\n\n\
             `?` shows these in Kith. {} Menus, choices and dialogs work as everywhere on the web.\n\n\
             | Where | Key | What it does |\n|---|---|---|\n",
            t::keys::mac(),
        );
        for group in groups() {
            page += &group.rows_of_table(true);
        }
        check_page("keys.md", &page);
    }
}
