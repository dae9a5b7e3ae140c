//! From a calendar to invitations.

use super::blocks::{CalendarError, blocks};
use super::invitation::{Answer, Attendee, Instance, Invitation, Method};
use super::series::{Budget, Series};
use super::zones::{Clock, Clocks, YEARS, Zones};
use crate::address::Address;
use crate::small_sort::CollectTree;
use crate::tidy;
use ical::component::IcalComponent;
use ical::param::IcalParam;
use ical::prop::{IcalProp, IcalPropKind, IcalPropName};
use ical::recur::IcalRecurDateTime;
use ical::tree::cst::IcalCst;
use ical::value::IcalValue;
use std::collections::BTreeSet;

/// The most characters of a subject, and of a UID.
const MAX_SUBJECT_CHARS: usize = 300;
const MAX_UID_CHARS: usize = 500;

/// More attendees of one meeting are not kept. It is no contact by then.
const MAX_KEPT: usize = 100;

/// The most dates that are named one by one beside the rules of a series.
const MAX_DATES: usize = 2_000;

/// The longest that a meeting takes, in seconds.
const MAX_SECONDS: i64 = 366 * 86_400;

const DAY: i64 = 86_400;

/// Reads the meetings of a calendar that came by mail. An event that cannot be made out is passed over.
///
/// # Errors
///
/// If it is no calendar, or one that is made to be large.
pub fn read(calendar: &str, clocks: &Clocks<'_>) -> Result<Vec<Invitation>, CalendarError> {
    read_as(calendar, clocks, Method::Request)
}

/// The same for a calendar file or a calendar on the web, which holds entries.
///
/// # Errors
///
/// As [`read`].
pub fn read_entries(calendar: &str, clocks: &Clocks<'_>) -> Result<Vec<Invitation>, CalendarError> {
    read_as(calendar, clocks, Method::Entry)
}

/// `method`: that of events that say when a meeting is.
fn read_as(calendar: &str, clocks: &Clocks<'_>, method: Method) -> Result<Vec<Invitation>, CalendarError> {
    let blocks = blocks(calendar)?;
    let method = match blocks.method.as_str() {
        "" | "PUBLISH" | "REQUEST" | "ADD" => Some(method),
        "REPLY" => Some(Method::Reply),
        "CANCEL" => Some(Method::Cancel),
        // Proposals, and questions for the latest state: nothing is settled by them.
        _ => None,
    };
    let Some(method) = method else { return Ok(Vec::new()) };
    let mut zones = Zones::new(&blocks.zones, clocks);
    let mut budget = Budget::new();
    let mut invitations = Vec::new();
    for block in &blocks.events {
        let read = IcalCst::parse_recovering(block);
        for calendar in read.calendars.iter().map(IcalCst::decode) {
            let events = calendar.components.iter();
            invitations.extend(events.filter_map(|event| invitation(event, method, &mut zones, clocks, &mut budget)));
        }
    }
    Ok(invitations)
}

fn invitation(
    event: &IcalComponent<'_>,
    method: Method,
    zones: &mut Zones<'_>,
    clocks: &Clocks<'_>,
    budget: &mut Budget,
) -> Option<Invitation> {
    let of = |kind| property(event, kind);
    let text = |kind| of(kind).and_then(|it| text(&it.value)).unwrap_or_default();
    let uid: String = text(IcalPropKind::Uid).trim().chars().take(MAX_UID_CHARS).collect();
    if uid.is_empty() {
        return None;
    }
    let is_cancelled = text(IcalPropKind::Status).trim().eq_ignore_ascii_case("CANCELLED");
    let method = if is_cancelled && method.says_when() { Method::Cancel } else { method };
    let begin = of(IcalPropKind::DtStart).and_then(shown);
    let starts = match &begin {
        Some(begin) => starts(event, begin, zones, clocks.until, budget),
        // An answer, or a cancellation, need not say when the meeting is.
        None if method.says_when() => return None,
        None => Vec::new(),
    };
    let instance = of(IcalPropKind::RecurrenceId).and_then(|property| {
        let start = moment(&shown(property)?, zones);
        let is_later =
            |it: &IcalParam<'_>| matches!(it, IcalParam::Range(range) if range.eq_ignore_ascii_case("THISANDFUTURE"));
        Some(Instance { start, and_later: property.params.iter().any(is_later) })
    });
    let people = |kind| event.props.iter().filter(move |it| is(it, kind)).filter_map(attendee);
    let mut attendees: Vec<Attendee> = people(IcalPropKind::Attendee).collect();
    attendees.sort();
    attendees.dedup_by(|one, other| one.address == other.address);
    attendees.truncate(MAX_KEPT);
    // Calendars on the web stamp each event whenever they are asked for it.
    let changed = of(IcalPropKind::LastModified).filter(|_| method == Method::Entry);
    let stamp = changed.or(of(IcalPropKind::DtStamp)).and_then(shown);
    Some(Invitation {
        uid,
        sequence: text(IcalPropKind::Sequence).trim().parse().unwrap_or(0),
        stamp: stamp.map_or(0, |stamp| moment(&stamp, zones)),
        method,
        instance,
        organizer: people(IcalPropKind::Organizer).next(),
        attendees,
        subject: tidy::line(text(IcalPropKind::Summary), MAX_SUBJECT_CHARS),
        all_day: begin.as_ref().is_some_and(|begin| begin.is_day),
        seconds: begin.map_or(0, |begin| seconds(event, &begin, zones)),
        starts,
    })
}

/// A time as it is written.
struct Shown {
    at: IcalRecurDateTime,
    clock: Clock,
    /// A whole day.
    is_day: bool,
}

fn moment(shown: &Shown, zones: &mut Zones<'_>) -> i64 {
    zones.moment(shown.at, &shown.clock)
}

fn shown(property: &IcalProp<'_>) -> Option<Shown> {
    shown_by(text(&property.value)?, property)
}

fn shown_by(text: &str, property: &IcalProp<'_>) -> Option<Shown> {
    let text = text.trim();
    let at = IcalRecurDateTime::parse(text).ok().filter(|at| YEARS.contains(&at.year))?;
    let zone = property.params.iter().find_map(|param| match param {
        IcalParam::TzId(name) => Some(Clock::Zone(name.trim_matches('"').to_owned())),
        _ => None,
    });
    let clock = if text.ends_with(['Z', 'z']) { Clock::Utc } else { zone.unwrap_or(Clock::Own) };
    Some(Shown { at, clock, is_day: !text.contains(['T', 't']) })
}

/// When a meeting begins, each time.
fn starts(
    event: &IcalComponent<'_>,
    begin: &Shown,
    zones: &mut Zones<'_>,
    until: i64,
    budget: &mut Budget,
) -> Vec<i64> {
    let rules = event.props.iter().filter(|it| is(it, IcalPropKind::RRule));
    let rules = rules.filter_map(|it| text(&it.value)).collect();
    let more = dates(event, IcalPropKind::RDate, zones);
    let except: BTreeSet<i64> = dates(event, IcalPropKind::ExDate, zones).into_iter().collect_set();
    Series { start: begin.at, clock: &begin.clock, rules, more, except }.starts(zones, until, budget)
}

fn dates(event: &IcalComponent<'_>, kind: IcalPropKind, zones: &mut Zones<'_>) -> Vec<i64> {
    let mut all = Vec::new();
    for property in event.props.iter().filter(|it| is(it, kind)) {
        let IcalValue::DateTimeList(list) = &property.value else { continue };
        // Of a period it is the beginning.
        let written = list.0.iter().map(|date| date.split('/').next().unwrap_or_default());
        let dates = written.filter_map(|date| shown_by(date, property)).take(MAX_DATES.saturating_sub(all.len()));
        all.extend(dates.map(|date| moment(&date, zones)));
    }
    all
}

/// How long a meeting takes.
fn seconds(event: &IcalComponent<'_>, begin: &Shown, zones: &mut Zones<'_>) -> u32 {
    let end = property(event, IcalPropKind::DtEnd).and_then(shown).map(|end| moment(&end, zones));
    let length = match (end, property(event, IcalPropKind::Duration).map(|it| &it.value)) {
        (Some(end), _) => end - moment(begin, zones),
        (None, Some(IcalValue::Duration(duration))) => duration.seconds().unwrap_or(0),
        (None, _) if begin.is_day => DAY,
        (None, _) => 0,
    };
    u32::try_from(length.clamp(0, MAX_SECONDS)).unwrap_or(0)
}

/// Someone, but no room and no projector.
fn attendee(property: &IcalProp<'_>) -> Option<Attendee> {
    let mut answer = Answer::None;
    let (mut email, mut is_thing) = (None, false);
    for param in &property.params {
        match param {
            IcalParam::PartStat(said) => {
                answer = match said.trim().to_ascii_uppercase().as_str() {
                    "ACCEPTED" => Answer::Accepted,
                    "DECLINED" => Answer::Declined,
                    "TENTATIVE" => Answer::Tentative,
                    _ => Answer::None,
                };
            }
            IcalParam::CuType(kind) => {
                is_thing = ["ROOM", "RESOURCE"].iter().any(|thing| kind.trim().eq_ignore_ascii_case(thing));
            }
            IcalParam::Email(address) => email = Address::parse(address),
            _ => {}
        }
    }
    let address = text(&property.value).and_then(Address::parse).or(email).filter(|_| !is_thing)?;
    Some(Attendee { address, answer })
}

fn property<'a, 'b>(event: &'a IcalComponent<'b>, kind: IcalPropKind) -> Option<&'a IcalProp<'b>> {
    event.props.iter().find(|it| is(it, kind))
}

fn is(property: &IcalProp<'_>, kind: IcalPropKind) -> bool {
    matches!(property.name, IcalPropName::Kind(known) if known == kind)
}

/// What a value says that is one text.
fn text<'a>(value: &'a IcalValue<'_>) -> Option<&'a str> {
    match value {
        IcalValue::Text(text) => Some(&text.0),
        IcalValue::CalAddress(text) => Some(&text.0),
        IcalValue::Date(text) => Some(&text.0),
        IcalValue::DateTime(text) => Some(&text.0),
        IcalValue::Integer(text) => Some(&text.0),
        IcalValue::Recur(text) => Some(&text.0),
        IcalValue::Uri(text) => Some(&text.0),
        _ => None,
    }
}
