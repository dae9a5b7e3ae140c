//! Invitations in a real mailbox, from programs that people use, become meetings. So do the entries of a calendar file
//! and of a calendar on a web server.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::kith::Login;
use kith_tests::maildir::Maildir;
use kith_tests::relay::Relay;
use kith_tests::world::{Page, World};
use std::time::{SystemTime, UNIX_EPOCH};

const ME: &str = "me@home.example";
const DAY: i64 = 86_400;

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// A moment as calendars write it, in UTC.
fn stamp(at: i64) -> String {
    DateTime::from_timestamp(at, 0).unwrap().format("%Y%m%dT%H%M00Z").to_string()
}

struct Mail {
    from: &'static str,
    to: &'static str,
    subject: &'static str,
    at: i64,
}

impl Mail {
    fn header(&self) -> String {
        let Self { from, to, subject, at } = self;
        let date = DateTime::from_timestamp(*at, 0).unwrap().to_rfc2822();
        let id: String = subject.chars().filter(char::is_ascii_alphanumeric).collect();
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{at}.{id}@meetings.example>\r\nDate: {date}\r\n\
             MIME-Version: 1.0\r\n"
        )
    }

    /// Without any calendar.
    fn plain(&self) -> Vec<u8> {
        format!("{}Content-Type: text/plain\r\n\r\nHello.\r\n", self.header()).into_bytes()
    }

    /// As Google and Apple send it: beside the text, and once more as a file.
    fn alternative(&self, method: &str, calendar: &str) -> Vec<u8> {
        let file = STANDARD.encode(calendar);
        format!(
            "{}Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=\"a\"\r\n\r\n\
             --a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nYou are invited.\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>You are invited.</p>\r\n\
             --a\r\nContent-Type: text/calendar; charset=\"UTF-8\"; method={method}\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{calendar}\r\n--a--\r\n\
             --m\r\nContent-Type: application/ics; name=\"invite.ics\"\r\nContent-Disposition: attachment; filename=\"invite.ics\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{file}\r\n--m--\r\n",
            self.header()
        )
        .into_bytes()
    }

    /// As Exchange sends it: in base64, as the last alternative.
    fn exchange(&self, method: &str, calendar: &str) -> Vec<u8> {
        let encoded = STANDARD.encode(calendar);
        format!(
            "{}Content-Type: multipart/alternative; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nInvitation\r\n\
             --x\r\nContent-Type: text/calendar; charset=\"utf-8\"; method={method}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--x--\r\n",
            self.header()
        )
        .into_bytes()
    }

    /// As booking tools send it: a text, and the calendar as a file.
    fn attached(&self, method: &str, calendar: &str) -> Vec<u8> {
        let file = STANDARD.encode(calendar);
        format!(
            "{}Auto-Submitted: auto-generated\r\nList-Unsubscribe: <https://booking.example/u>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>A new event has been scheduled.</p>\r\n\
             --b\r\nContent-Type: text/calendar; charset=utf-8; method={method}; name=\"invite.ics\"\r\n\
             Content-Disposition: attachment; filename=\"invite.ics\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{file}\r\n--b--\r\n",
            self.header()
        )
        .into_bytes()
    }

    /// Nothing but the calendar, as Thunderbird answers.
    fn alone(&self, method: &str, calendar: &str) -> Vec<u8> {
        format!("{}Content-Type: text/calendar; charset=UTF-8; method={method}\r\n\r\n{calendar}", self.header())
            .into_bytes()
    }
}

fn calendar(method: &str, event: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// An invitation of `organizer` to the user, who answered `answer` in it.
fn invitation(uid: &str, organizer: &str, start: i64, answer: &str, more: &str) -> String {
    let event = format!(
        "UID:{uid}\r\nDTSTAMP:{}\r\nDTSTART:{}\r\nDURATION:PT1H\r\nSUMMARY:{uid}\r\n{organizer}\r\n\
         ATTENDEE;CN=Me;PARTSTAT={answer}:mailto:{ME}\r\n{more}",
        stamp(start - 9 * DAY),
        stamp(start)
    );
    calendar("REQUEST", &event)
}

/// The user's answer to an invitation: they accepted it at `stamped`.
fn acceptance(uid: &str, to: &'static str, subject: &'static str, stamped: i64, at: i64) -> Vec<u8> {
    let event = format!(
        "UID:{uid}\r\nDTSTAMP:{}\r\nORGANIZER:mailto:{to}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}\r\n",
        stamp(stamped)
    );
    Mail { from: ME, to, subject, at }.alone("REPLY", &calendar("REPLY", &event))
}

fn fill(maildir: &mut Maildir, now: i64) {
    maildir.make("Sent", Some("\\Sent")).unwrap();
    let mut number = 0;
    let mut put = |folder: &str, bytes: &[u8]| {
        number += 1;
        maildir.add(folder, bytes, now - 30 * DAY + number, true).unwrap();
    };
    let mail = |from, subject, at| Mail { from, to: ME, subject, at };
    let at = now - 30 * DAY;
    // The user knows them all.
    for to in [
        "ada@google.example",
        "bob@exchange.example",
        "cyd@icloud.example",
        "dan@teams.example",
        "eve@thunderbird.example",
        "fay@fastmail.example",
        "gus@clinic.example",
    ] {
        put("Sent", &Mail { from: ME, to, subject: "Hello", at: at - DAY }.plain());
    }
    // Google: accepted by an answer in Sent. It was ten days ago.
    let google = invitation("Engine", "ORGANIZER;CN=Ada:mailto:ada@google.example", now - 10 * DAY, "NEEDS-ACTION", "");
    put("INBOX", &mail("Ada <ada@google.example>", "Invitation: Engine", at).alternative("REQUEST", &google));
    put("Sent", &acceptance("Engine", "ada@google.example", "Accepted: Engine", now - 12 * DAY, at + 60));
    // Exchange: a weekly series that began three weeks ago, of which one time was cancelled; tomorrow is the next.
    let weekly = invitation(
        "Weekly",
        "ORGANIZER;CN=Bob:MAILTO:bob@exchange.example",
        now - 20 * DAY,
        "ACCEPTED",
        "RRULE:FREQ=WEEKLY;COUNT=4\r\n",
    );
    put("INBOX", &mail("Bob <bob@exchange.example>", "Weekly", at).exchange("REQUEST", &weekly));
    let event = format!(
        "UID:Weekly\r\nDTSTAMP:{}\r\nRECURRENCE-ID:{}\r\nDTSTART:{1}\r\nORGANIZER:MAILTO:bob@exchange.example\r\n",
        stamp(now - 15 * DAY),
        stamp(now - 13 * DAY)
    );
    put(
        "INBOX",
        &mail("Bob <bob@exchange.example>", "Canceled: Weekly", at + 60)
            .exchange("CANCEL", &calendar("CANCEL", &event)),
    );
    // iCloud: the organiser is a path. Declined.
    let organizer = "ORGANIZER;CN=Cyd;EMAIL=cyd@icloud.example:/aMjAyNDY/principal/";
    let lunch = invitation("Lunch", organizer, now - 8 * DAY, "DECLINED", "");
    put("INBOX", &mail("Cyd <cyd@icloud.example>", "Lunch", at).alternative("REQUEST", &lunch));
    // Teams, through Exchange: moved from the day after tomorrow to the day after that.
    let organizer = "ORGANIZER;CN=Dan:mailto:dan@teams.example";
    let call = invitation("Call", organizer, now + 2 * DAY, "ACCEPTED", "SEQUENCE:0\r\n");
    put("INBOX", &mail("Dan <dan@teams.example>", "Call", at).exchange("REQUEST", &call));
    let call = invitation("Call", organizer, now + 3 * DAY, "ACCEPTED", "SEQUENCE:1\r\n");
    put("INBOX", &mail("Dan <dan@teams.example>", "Updated: Call", at + 60).exchange("REQUEST", &call));
    // Thunderbird: the user called it, and only the answer is here.
    let event = format!(
        "UID:Plans\r\nDTSTAMP:{}\r\nDTSTART:{}\r\nSUMMARY:Plans\r\nORGANIZER:mailto:{ME}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:eve@thunderbird.example\r\n",
        stamp(now - 9 * DAY),
        stamp(now - 5 * DAY)
    );
    put(
        "INBOX",
        &mail("Eve <eve@thunderbird.example>", "Accepted: Plans", at).alone("REPLY", &calendar("REPLY", &event)),
    );
    // Fastmail: the zone is named and not described. The user accepted by an answer in Sent.
    let organizer = "ORGANIZER;X-JMAP-ID=Zmg;CN=Fay:mailto:fay@fastmail.example";
    let walk = invitation("Walk", organizer, now - 7 * DAY, "NEEDS-ACTION", "");
    let tokyo = stamp(now - 7 * DAY + 9 * 3_600);
    let shown = format!("DTSTART;TZID=Asia/Tokyo:{}", tokyo.trim_end_matches('Z'));
    let walk = walk.replace(&format!("DTSTART:{}", stamp(now - 7 * DAY)), &shown);
    put("INBOX", &mail("Fay <fay@fastmail.example>", "Invitation: Walk", at).exchange("REQUEST", &walk));
    put("Sent", &acceptance("Walk", "fay@fastmail.example", "Accepted: Walk", now - 12 * DAY, at + 120));
    // A booking tool: its own address sends it. What was booked is accepted, and one of two was cancelled later.
    let organizer = "ORGANIZER;CN=Gus:mailto:gus@clinic.example";
    let tool = "Booking <notifications@booking.example>";
    for (subject, days) in [("Check-up", 6), ("Follow-up", 4)] {
        let booked = invitation(subject, organizer, now - days * DAY, "ACCEPTED", "STATUS:CONFIRMED\r\n");
        put("INBOX", &mail(tool, subject, at + days).attached("REQUEST", &booked));
    }
    let cancelled = invitation("Follow-up", organizer, now - 4 * DAY, "ACCEPTED", "SEQUENCE:1\r\nSTATUS:CANCELLED\r\n");
    put(
        "INBOX",
        &mail(tool, "Cancelled: Follow-up", at + 60).attached("CANCEL", &cancelled.replace("REQUEST", "CANCEL")),
    );
}

/// An entry of a calendar.
fn entry(uid: &str, start: i64, people: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:{}\r\nDTSTART:{}\r\nDURATION:PT1H\r\nSUMMARY:{uid}\r\n{people}END:VEVENT\r\n",
        stamp(now()),
        stamp(start)
    )
}

/// The meetings in someone's timeline, as day (counted from now) and subject, latest first.
async fn timeline(browser: &Browser, address: &str, now: i64) -> Vec<(i64, String)> {
    let everybody = browser.everybody().await.unwrap();
    let shown = everybody.get(address).unwrap();
    browser.go(&shown.path).await.unwrap();
    browser.until("return document.querySelector('[data-testid=timeline-row]') !== null;").await.unwrap();
    let script = "return [...document.querySelectorAll('[data-testid=timeline-meeting]')].map((row) => row.dataset.date + ' ' + row.dataset.subject).join('\\n');";
    let told = browser.run(script).await.unwrap();
    let line = |line: &str| {
        let (at, subject) = line.split_once(' ').unwrap();
        // Calendars name minutes.
        ((at.parse::<i64>().unwrap() - now + 60).div_euclid(DAY), subject.to_owned())
    };
    told.as_str().unwrap_or_default().lines().map(line).collect()
}

/// Waits until these are the meetings in someone's timeline.
async fn until(browser: &Browser, address: &str, now: i64, expected: &[(i64, &str)]) {
    let mut shown = Vec::new();
    for _ in 0..10 {
        shown = timeline(browser, address, now).await;
        if shown.iter().map(|(day, subject)| (*day, subject.as_str())).eq(expected.iter().copied()) {
            return;
        }
    }
    panic!("{shown:?} and not {expected:?}");
}

/// A page that has read the mailbox, in a world of its own.
async fn start(now: i64) -> (Dovecot, World, Relay, Browser) {
    let options = Options { user: ME.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| {
        fill(maildir, now);
        Ok(())
    })
    .unwrap();
    let world = World::start().await.unwrap();
    let relay = Relay::start_in(&world, Some(server.authority()), &[]).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    (server, world, relay, browser)
}

/// Waits until Today shows these coming meetings.
async fn until_coming(browser: &Browser, subjects: &str) {
    browser.go("/today").await.unwrap();
    let rows = "[...document.querySelectorAll('[data-testid=meeting]')].map((row) => row.dataset.subject).join()";
    browser.until(&format!("return {rows} === '{subjects}';")).await.unwrap();
}

#[tokio::test]
async fn invitations_of_seven_programs_become_meetings() {
    let now = now();
    let (_server, _world, _relay, mut browser) = start(now).await;

    until_coming(&browser, "Weekly,Call").await;
    browser.until("return document.querySelectorAll('[data-testid=last-words]').length === 2;").await.unwrap();
    browser.screenshots("meetings-today").await.unwrap();
    for (address, expected) in [
        ("ada@google.example", vec![(-10, "Engine")]),
        ("bob@exchange.example", vec![(1, "Weekly"), (-6, "Weekly"), (-20, "Weekly")]),
        ("cyd@icloud.example", vec![]),
        ("dan@teams.example", vec![(3, "Call")]),
        ("eve@thunderbird.example", vec![(-5, "Plans")]),
        ("fay@fastmail.example", vec![(-7, "Walk")]),
        ("gus@clinic.example", vec![(-6, "Check-up")]),
    ] {
        let shown = timeline(&browser, address, now).await;
        let shown: Vec<(i64, &str)> = shown.iter().map(|(day, subject)| (*day, subject.as_str())).collect();
        assert_eq!(shown, expected, "{address}");
    }
    browser.screenshots("meetings-person").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_calendar_file_adds_what_is_new_and_is_taken_back() {
    let now = now();
    let (_server, _world, _relay, mut browser) = start(now).await;
    let ada = "ada@google.example";
    until(&browser, ada, now, &[(-10, "Engine")]).await;
    // One is known from the mail, one is new, and one is with no one.
    let event = |uid, days, people: &str| entry(uid, now + days * DAY, people);
    let from_ada = format!("ORGANIZER:mailto:{ada}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}\r\n");
    let with_ada = format!("ORGANIZER:mailto:{ME}\r\nATTENDEE:mailto:{ada}\r\n");
    let events = [event("Engine", -10, &from_ada), event("Dinner", -3, &with_ada), event("Dentist", -2, "")].concat();
    let file = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\n{events}END:VCALENDAR\r\n");
    browser.choose_import("my.ics", &file).await.unwrap();
    let seen = "const it = document.querySelector('[data-testid=import-calendar]')?.dataset;
        return it?.entries === '1' && it?.meetings === '1'
            && document.querySelectorAll('[data-testid=import-calendar-person]').length === 1
            && document.querySelectorAll('[data-testid=import-calendar-left-out] li').length === 1;";
    browser.until(seen).await.unwrap();
    browser.screenshots("import-calendar").await.unwrap();
    browser.click("import-yes").await.unwrap();
    browser.until("return document.querySelector('[data-testid=import-done]') !== null;").await.unwrap();
    until(&browser, ada, now, &[(-3, "Dinner"), (-10, "Engine")]).await;

    // The same again changes nothing.
    browser.go("/import").await.unwrap();
    browser.click("import-again").await.unwrap();
    browser.choose_import("my.ics", &file).await.unwrap();
    let nothing = "return document.querySelector('[data-testid=import-calendar]')?.dataset.entries === '0';";
    browser.until(nothing).await.unwrap();
    browser.click("import-other").await.unwrap();
    browser.go("/settings/history").await.unwrap();
    browser.until("return document.querySelector('[data-testid=entry]') !== null;").await.unwrap();
    browser.click("entry-turn").await.unwrap();
    browser.until("return document.querySelector('[data-testid=entry]')?.dataset.undone === 'true';").await.unwrap();
    until(&browser, ada, now, &[(-10, "Engine")]).await;
    browser.finish(&[]).await.unwrap();
}

/// Where the calendar is on the web. The path contains a key.
const HOST: &str = "calendar.wren.example";
const PATH: &str = "/ical/private-hunter2/basic.ics";

/// A calendar on the web with the name Work and these entries.
fn work(events: &[String]) -> Page {
    let events = events.concat();
    Page::ok(format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:Work\r\n{events}END:VCALENDAR\r\n"
    ))
}

/// Syncs the calendar, and waits until it shows this.
async fn read_again(browser: &Browser, status: &str, said: &str) {
    browser.go("/settings/connections").await.unwrap();
    browser.click("calendar-sync").await.unwrap();
    until_said(browser, status, said).await;
}

async fn until_said(browser: &Browser, status: &str, said: &str) {
    let script = format!(
        "const it = document.querySelector('[data-testid=calendar]');
         return it?.dataset.status === '{status}' && it.innerText.includes('{said}');"
    );
    browser.until(&script).await.unwrap();
}

#[tokio::test]
async fn a_calendar_on_the_web_is_followed_and_problems_are_shown() {
    let now = now();
    let (_server, world, relay, mut browser) = start(now).await;
    until_coming(&browser, "Weekly,Call").await;
    let with_ada = format!("ORGANIZER:mailto:{ME}\r\nATTENDEE:mailto:ada@google.example\r\n");
    let review = |days: i64| entry("Review", now + days * DAY, &with_ada);
    // Someone else's meeting, between two people the user knows.
    let others = entry(
        "Theirs",
        now + DAY,
        "ORGANIZER:mailto:bob@exchange.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:cyd@icloud.example\r\n",
    );
    world.host(HOST).unwrap();
    world.page(HOST, PATH, work(&[review(2), others.clone()]));

    browser.go("/settings/connections").await.unwrap();
    browser.type_into("calendar-url", &format!("webcal://{HOST}{PATH}")).await.unwrap();
    browser.click("calendar-add").await.unwrap();
    until_said(&browser, "read", "1 meeting with people in Kith. 1 entry doesn’t name you").await;
    until_said(&browser, "read", &format!("Work ({HOST})")).await;
    browser.screenshots("calendar-on-the-web").await.unwrap();
    until_coming(&browser, "Weekly,Review,Call").await;

    // Moved in the calendar, then removed from it.
    world.page(HOST, PATH, work(&[review(4), others.clone()]));
    read_again(&browser, "read", "1 meeting").await;
    until_coming(&browser, "Weekly,Call,Review").await;
    world.page(HOST, PATH, work(std::slice::from_ref(&others)));
    read_again(&browser, "read", "0 meetings").await;
    until_coming(&browser, "Weekly,Call").await;
    world.page(HOST, PATH, work(&[review(2)]));
    read_again(&browser, "read", "1 meeting").await;

    // A problem is shown, and the meetings stay.
    world.page(HOST, PATH, Page::Answer { status: 404, body: String::new() });
    read_again(&browser, "failed", "There is nothing at this address.").await;
    browser.screenshots("calendar-not-found").await.unwrap();
    world.page(HOST, PATH, Page::ok("<!doctype html><title>Sign in</title>"));
    read_again(&browser, "failed", "This isn’t a calendar.").await;
    until_coming(&browser, "Weekly,Review,Call").await;
    world.page(HOST, PATH, work(&[review(4)]));
    read_again(&browser, "read", "1 meeting").await;
    until_coming(&browser, "Weekly,Call,Review").await;

    // The key in its address is shown nowhere, and is in no log of the relay.
    browser.go("/settings/connections").await.unwrap();
    until_said(&browser, "read", "1 meeting").await;
    browser.until("return !document.documentElement.outerHTML.includes('hunter2');").await.unwrap();
    assert!(!relay.log().contains("hunter2"), "{}", relay.log());

    browser.click("calendar-remove").await.unwrap();
    browser.until("return document.querySelector('[data-testid=calendar]') === null;").await.unwrap();
    until_coming(&browser, "Weekly,Call").await;
    browser.finish(&[]).await.unwrap();
}
