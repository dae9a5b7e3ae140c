//! The people of the sample mailbox.

use super::data::names::{Culture, LATIN, OTHER, Tongue};
use super::data::places::{COMPANIES, MAIL_HOSTS};
use super::dice::Dice;
use crate::search;
use std::collections::BTreeSet;

/// Someone the owner writes with.
#[derive(Clone, Debug)]
pub(super) struct Human {
    pub(super) name: String,
    pub(super) given: String,
    pub(super) address: String,
    /// Where they work, if they write from there.
    pub(super) company: Option<&'static str>,
    pub(super) tongue: Tongue,
    /// Their clock, in minutes east of Greenwich.
    pub(super) zone: i32,
    pub(super) habit: Habit,
    pub(super) rhythm: Rhythm,
}

/// How their mail program writes their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// As it is, encoded where it must be.
    Plain,
    /// `"Surname, Name"`.
    SurnameFirst,
    /// In ISO-8859-1 where that holds it.
    Latin1,
    /// Raw UTF-8, in quotes.
    Raw,
    /// The address only.
    Bare,
}

/// How often one hears of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rhythm {
    Lively,
    Regular,
    /// Lively once, then silent.
    Silent,
    Occasional,
    /// They wrote once, and that was all.
    Once,
}

const COLLEAGUES: usize = 12;
const RHYTHMS: [(Rhythm, usize); 5] =
    [(Rhythm::Lively, 42), (Rhythm::Regular, 52), (Rhythm::Silent, 40), (Rhythm::Occasional, 70), (Rhythm::Once, 36)];

/// Everyone; the colleagues, whose addresses are on the owner's domain, first.
pub(super) fn everybody(dice: &mut Dice, owner_domain: &str) -> Vec<Human> {
    let rhythms = RHYTHMS.iter().flat_map(|&(rhythm, count)| std::iter::repeat_n(rhythm, count));
    let mut taken = BTreeSet::new();
    let mut others = OTHER.iter();
    let people = rhythms.enumerate().map(|(number, rhythm)| {
        // Every eighth comes from where other letters are written.
        let other = if number % 8 == 5 { others.next() } else { None };
        let mut human = match other {
            Some(&(given, name, local, zone)) => somebody(dice, (given, name, Tongue::English, zone), local.to_owned()),
            None => latin(dice),
        };
        human.rhythm = rhythm;
        let local = human.address.clone();
        let domain = if number < COLLEAGUES { owner_domain } else { place(dice, &mut human) };
        human.address = format!("{local}@{domain}");
        let mut again = 2;
        while !taken.insert(human.address.clone()) {
            human.address = format!("{local}{again}@{domain}");
            again += 1;
        }
        human
    });
    people.collect()
}

fn latin(dice: &mut Dice) -> Human {
    // The first two cultures are the most frequent.
    let spread = if dice.percent(40) { 2 } else { LATIN.len() };
    let index = dice.index(spread);
    let nobody = Culture { tongue: Tongue::English, zone: 0, given: &[], family: &[] };
    let culture = LATIN.get(index).unwrap_or(&nobody);
    let (given, family) = (dice.pick(culture.given), dice.pick(culture.family));
    let tongue = if dice.percent(65) { culture.tongue } else { Tongue::English };
    let letters = |text: &str| search::fold(text).replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let (first, last) = (letters(given), letters(family));
    let local = match dice.index(6) {
        0..=2 => format!("{first}.{last}"),
        3 => format!("{}{last}", first.get(..1).unwrap_or_default()),
        4 => format!("{last}.{first}"),
        _ => first,
    };
    somebody(dice, (given, &format!("{given} {family}"), tongue, culture.zone), local)
}

fn somebody(dice: &mut Dice, (given, name, tongue, zone): (&str, &str, Tongue, i32), local: String) -> Human {
    let habit = match dice.index(20) {
        0..=11 => Habit::Plain,
        12..=14 if name.strip_prefix(given).is_some_and(|rest| rest.starts_with(' ')) => Habit::SurnameFirst,
        15 | 16 => Habit::Latin1,
        17 => Habit::Raw,
        18 => Habit::Bare,
        _ => Habit::Plain,
    };
    Human {
        name: name.to_owned(),
        given: given.to_owned(),
        address: local,
        company: None,
        tongue,
        zone,
        habit,
        rhythm: Rhythm::Once,
    }
}

/// Where someone writes from.
fn place(dice: &mut Dice, human: &mut Human) -> &'static str {
    if dice.percent(58) {
        let (company, domain) = dice.pick(&COMPANIES);
        human.company = Some(company);
        return domain;
    }
    dice.pick(&MAIL_HOSTS)
}

impl Human {
    /// The name as their program writes it.
    pub(super) fn shown(&self) -> String {
        match (self.habit, self.name.strip_prefix(self.given.as_str())) {
            (Habit::SurnameFirst, Some(family)) => format!("{}, {}", family.trim_start(), self.given),
            _ => self.name.clone(),
        }
    }
}
