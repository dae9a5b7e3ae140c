//! From what a clock shows to moments: by the time zones that a calendar describes, else by their names.

use ical::component::{IcalComponent, IcalComponentKind, IcalComponentName};
use ical::recur::{IcalRecurDateTime, IcalRecurFreq, IcalRecurRule};
use ical::tree::cst::IcalCst;
use ical::tz::{IcalTz, IcalTzTransitions};
use std::collections::BTreeMap;

/// What is known of clocks, beside what a calendar says.
pub struct Clocks<'a> {
    /// How far the clock of a time zone is ahead of UTC at a moment, both in seconds. The zone is named as IANA does, or
    /// empty: the user's own. `None`: there is no such zone.
    pub ahead: &'a dyn Fn(&str, i64) -> Option<i32>,
    /// Up to which moment a series is followed, in seconds since 1970-01-01 UTC.
    pub until: i64,
}

/// The years in which a meeting may be. A zone's clock is followed up to there.
pub(super) const YEARS: std::ops::Range<i32> = 1970..2100;

/// How many years all rules by which clocks change may be followed through, in a calendar. A zone as Outlook describes it
/// has two rules, from 1601 on.
const MAX_YEARS: i64 = 50_000;

/// Maximum number of dates at which a zone says that its clock changes, beside rules.
const MAX_DATES: usize = 500;

/// Which clock shows a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// UTC.
    Utc,
    /// The user's own.
    Own,
    /// That of a zone, by its name in the calendar.
    Zone(String),
}

/// The time zones of a calendar.
pub(super) struct Zones<'a> {
    described: BTreeMap<String, IcalTzTransitions>,
    clocks: &'a Clocks<'a>,
}

impl<'a> Zones<'a> {
    /// Reads the zones that a calendar describes. Those that take too long to follow are as if they were not described.
    pub(super) fn new(blocks: &[String], clocks: &'a Clocks<'a>) -> Self {
        let mut described = BTreeMap::new();
        let mut years = MAX_YEARS;
        for block in blocks {
            let read = IcalCst::parse_recovering(block);
            for mut zone in
                read.calendars.iter().map(IcalCst::decode).flat_map(|calendar| zones_of(&calendar.components))
            {
                let needed = end(&mut zone);
                if needed <= years && !described.contains_key(&zone.id) {
                    years -= needed;
                    described.insert(zone.id.clone(), IcalTzTransitions::of_zone(zone));
                }
            }
        }
        Self { described, clocks }
    }

    /// The moment at which a clock shows that, in seconds since 1970-01-01 UTC. A zone of which nothing is known is
    /// taken for the user's own.
    pub(super) fn moment(&mut self, shown: IcalRecurDateTime, clock: &Clock) -> i64 {
        let local = shown.seconds();
        let name = match clock {
            Clock::Utc => return local,
            Clock::Own => "",
            Clock::Zone(name) => name,
        };
        if let Some(zone) = self.described.get_mut(name) {
            // The first question has it follow its rules as far as it ever will: it is not done again for later years.
            let _last = zone.resolve(IcalRecurDateTime { year: YEARS.end, ..shown });
            return zone.resolve(shown).literal_instant(shown);
        }
        names(name).into_iter().chain([""]).find_map(|name| self.by_name(name, local)).unwrap_or(local)
    }

    fn by_name(&self, name: &str, local: i64) -> Option<i64> {
        let ahead = |moment: i64| Some(i64::from((self.clocks.ahead)(name, moment)?));
        let first = ahead(local)?;
        let second = ahead(local - first)?;
        let moment = local - second;
        // Where the clock leaves that time out, it is what it would have been without the change (section 3.3.5).
        Some(if ahead(moment)? == second { moment } else { local - first.min(second) })
    }
}

fn zones_of(components: &[IcalComponent<'_>]) -> Vec<IcalTz> {
    let zones = components.iter().filter(|it| matches!(it.name, IcalComponentName::Kind(IcalComponentKind::VTimezone)));
    zones.filter_map(IcalTz::of_component).filter(is_plain).collect()
}

/// Ends the rules of a zone after the last year in which a meeting may be: one that names no day would be followed to the
/// year 9999. Gives how many years there are to follow.
fn end(zone: &mut IcalTz) -> i64 {
    let mut years = 0;
    for onsets in zone.observances.iter_mut().map(|change| &mut change.onsets) {
        let first = onsets.start.map_or(0, |start| start.year);
        for rule in &mut onsets.rules {
            let end = IcalRecurDateTime::date(YEARS.end + 1, 1, 1);
            let last = rule.until.map_or(end, |until| until.min(end));
            rule.until = Some(last);
            years += i64::from(last.year.saturating_sub(first)).max(0) + 1;
        }
    }
    years
}

/// Whether a zone's clock changes as clocks do: a few times a year. The reader follows any rule.
fn is_plain(zone: &IcalTz) -> bool {
    let is_yearly = |rule: &IcalRecurRule| {
        let lists = [rule.by_day.len(), rule.by_month_day.len(), rule.by_month.len(), rule.by_set_pos.len()];
        let unusual = [
            rule.by_second.len(),
            rule.by_minute.len(),
            rule.by_hour.len(),
            rule.by_year_day.len(),
            rule.by_week_no.len(),
        ];
        rule.freq == IcalRecurFreq::Yearly && lists.iter().all(|len| *len <= 12) && unusual.iter().all(|len| *len == 0)
    };
    zone.observances.iter().all(|change| {
        let onsets = &change.onsets;
        onsets.rules.len() <= 1
            && onsets.exrules.is_empty()
            && onsets.dates.len() + onsets.exdates.len() <= MAX_DATES
            && onsets.rules.iter().all(is_yearly)
    })
}

/// What a zone may be called by IANA, the likeliest first: as it is written, without what programs put before it, and
/// by the name that Windows has for it.
fn names(written: &str) -> Vec<&str> {
    let name = written.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '/'));
    let mut names = vec![name];
    // `/freeassociation.sourceforge.net/Europe/Berlin`
    let mut slashes = name.rmatch_indices('/').skip(1);
    names.extend(slashes.next().and_then(|(at, _)| name.get(at + 1..)));
    names.extend(WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)).map(|(_, iana)| *iana));
    names.retain(|name| !name.is_empty());
    names
}

/// The names of Windows, each with the zone of its main place (CLDR, windowsZones).
const WINDOWS: [(&str, &str); 120] = [
    ("AUS Central Standard Time", "Australia/Darwin"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Afghanistan Standard Time", "Asia/Kabul"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Arabic Standard Time", "Asia/Baghdad"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("Astrakhan Standard Time", "Europe/Astrakhan"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Azerbaijan Standard Time", "Asia/Baku"),
    ("Azores Standard Time", "Atlantic/Azores"),
    ("Bahia Standard Time", "America/Bahia"),
    ("Bangladesh Standard Time", "Asia/Dhaka"),
    ("Belarus Standard Time", "Europe/Minsk"),
    ("Canada Central Standard Time", "America/Regina"),
    ("Cape Verde Standard Time", "Atlantic/Cape_Verde"),
    ("Caucasus Standard Time", "Asia/Yerevan"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("Central America Standard Time", "America/Guatemala"),
    ("Central Asia Standard Time", "Asia/Almaty"),
    ("Central Brazilian Standard Time", "America/Cuiaba"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Pacific Standard Time", "Pacific/Guadalcanal"),
    ("Central Standard Time", "America/Chicago"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("China Standard Time", "Asia/Shanghai"),
    ("Cuba Standard Time", "America/Havana"),
    ("E. Africa Standard Time", "Africa/Nairobi"),
    ("E. Australia Standard Time", "Australia/Brisbane"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("Eastern Standard Time (Mexico)", "America/Cancun"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("Ekaterinburg Standard Time", "Asia/Yekaterinburg"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("Fiji Standard Time", "Pacific/Fiji"),
    ("GMT Standard Time", "Europe/London"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Georgian Standard Time", "Asia/Tbilisi"),
    ("Greenland Standard Time", "America/Godthab"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("Haiti Standard Time", "America/Port-au-Prince"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("India Standard Time", "Asia/Calcutta"),
    ("Iran Standard Time", "Asia/Tehran"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Jordan Standard Time", "Asia/Amman"),
    ("Kaliningrad Standard Time", "Europe/Kaliningrad"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Libya Standard Time", "Africa/Tripoli"),
    ("Line Islands Standard Time", "Pacific/Kiritimati"),
    ("Lord Howe Standard Time", "Australia/Lord_Howe"),
    ("Magadan Standard Time", "Asia/Magadan"),
    ("Mauritius Standard Time", "Indian/Mauritius"),
    ("Middle East Standard Time", "Asia/Beirut"),
    ("Montevideo Standard Time", "America/Montevideo"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("Mountain Standard Time", "America/Denver"),
    ("Mountain Standard Time (Mexico)", "America/Mazatlan"),
    ("Myanmar Standard Time", "Asia/Rangoon"),
    ("N. Central Asia Standard Time", "Asia/Novosibirsk"),
    ("Namibia Standard Time", "Africa/Windhoek"),
    ("Nepal Standard Time", "Asia/Katmandu"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Norfolk Standard Time", "Pacific/Norfolk"),
    ("North Asia East Standard Time", "Asia/Irkutsk"),
    ("North Asia Standard Time", "Asia/Krasnoyarsk"),
    ("North Korea Standard Time", "Asia/Pyongyang"),
    ("Omsk Standard Time", "Asia/Omsk"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Pacific Standard Time (Mexico)", "America/Tijuana"),
    ("Pakistan Standard Time", "Asia/Karachi"),
    ("Paraguay Standard Time", "America/Asuncion"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Russia Time Zone 10", "Asia/Srednekolymsk"),
    ("Russia Time Zone 11", "Asia/Kamchatka"),
    ("Russia Time Zone 3", "Europe/Samara"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("SA Eastern Standard Time", "America/Cayenne"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("SA Western Standard Time", "America/La_Paz"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("Sakhalin Standard Time", "Asia/Sakhalin"),
    ("Samoa Standard Time", "Pacific/Apia"),
    ("Saratov Standard Time", "Europe/Saratov"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("South Sudan Standard Time", "Africa/Juba"),
    ("Sri Lanka Standard Time", "Asia/Colombo"),
    ("Sudan Standard Time", "Africa/Khartoum"),
    ("Syria Standard Time", "Asia/Damascus"),
    ("Taipei Standard Time", "Asia/Taipei"),
    ("Tasmania Standard Time", "Australia/Hobart"),
    ("Tocantins Standard Time", "America/Araguaina"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Tomsk Standard Time", "Asia/Tomsk"),
    ("Tonga Standard Time", "Pacific/Tongatapu"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("US Eastern Standard Time", "America/Indianapolis"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("UTC", "Etc/UTC"),
    ("Ulaanbaatar Standard Time", "Asia/Ulaanbaatar"),
    ("Venezuela Standard Time", "America/Caracas"),
    ("Vladivostok Standard Time", "Asia/Vladivostok"),
    ("Volgograd Standard Time", "Europe/Volgograd"),
    ("W. Australia Standard Time", "Australia/Perth"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("W. Mongolia Standard Time", "Asia/Hovd"),
    ("West Asia Standard Time", "Asia/Tashkent"),
    ("West Bank Standard Time", "Asia/Hebron"),
    ("West Pacific Standard Time", "Pacific/Port_Moresby"),
    ("Yakutsk Standard Time", "Asia/Yakutsk"),
    ("Yukon Standard Time", "America/Whitehorse"),
    ("Transbaikal Standard Time", "Asia/Chita"),
];

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_zone_goes_by_whatever_name_a_program_gives_it() {
        for (written, expected) in [
            ("Europe/Berlin", ["Europe/Berlin"].as_slice()),
            ("\"Europe/Berlin\"", &["Europe/Berlin"]),
            ("W. Europe Standard Time", &["W. Europe Standard Time", "Europe/Berlin"]),
            (
                "/freeassociation.sourceforge.net/Europe/Berlin",
                &["freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"],
            ),
            ("", &[]),
        ] {
            assert_eq!(names(written), expected, "{written}");
        }
    }
}
