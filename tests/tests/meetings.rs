//! Invitations in a real mailbox, of the programs that people use, become meetings; so do the entries of a calendar
//! file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::kith::Login;
use kith_tests::maildir::Maildir;
use kith_tests::relay::Relay;
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
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{at}.{}@meetings.example>\r\nDate: {date}\r\n\
             MIME-Version: 1.0\r\n",
            subject.len()
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
    ] {
        put("Sent", &Mail { from: ME, to, subject: "Hello", at: at - DAY }.plain());
    }
    // Google: accepted by an answer in Sent. It was ten days ago.
    let google = invitation("Engine", "ORGANIZER;CN=Ada:mailto:ada@google.example", now - 10 * DAY, "NEEDS-ACTION", "");
    put("INBOX", &mail("Ada <ada@google.example>", "Invitation: Engine", at).alternative("REQUEST", &google));
    let event = format!(
        "UID:Engine\r\nDTSTAMP:{}\r\nORGANIZER:mailto:ada@google.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}\r\n",
        stamp(now - 12 * DAY)
    );
    let answer = Mail { from: ME, to: "ada@google.example", subject: "Accepted: Engine", at: at + 60 };
    put("Sent", &answer.alone("REPLY", &calendar("REPLY", &event)));
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

/// A page that has read the mailbox.
async fn start(now: i64) -> (Dovecot, Relay, Browser) {
    let options = Options { user: ME.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| {
        fill(maildir, now);
        Ok(())
    })
    .unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    (server, relay, browser)
}

#[tokio::test]
async fn invitations_of_five_programs_become_meetings() {
    let now = now();
    let (_server, _relay, mut browser) = start(now).await;

    browser.go("/today").await.unwrap();
    let coming = "return [...document.querySelectorAll('[data-testid=meeting]')].map((row) => row.dataset.subject).join() === 'Weekly,Call'
        && document.querySelectorAll('[data-testid=last-words]').length === 2;";
    browser.until(coming).await.unwrap();
    browser.screenshots("meetings-today").await.unwrap();
    for (address, expected) in [
        ("ada@google.example", vec![(-10, "Engine")]),
        ("bob@exchange.example", vec![(1, "Weekly"), (-6, "Weekly"), (-20, "Weekly")]),
        ("cyd@icloud.example", vec![]),
        ("dan@teams.example", vec![(3, "Call")]),
        ("eve@thunderbird.example", vec![(-5, "Plans")]),
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
    let (_server, _relay, mut browser) = start(now).await;
    let ada = "ada@google.example";
    until(&browser, ada, now, &[(-10, "Engine")]).await;
    // One is known from the mail, one is new, and one is with no one.
    let event = |uid: &str, days: i64, people: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:{}\r\nDTSTART:{}\r\nDURATION:PT1H\r\nSUMMARY:{uid}\r\n{people}END:VEVENT\r\n",
            stamp(now),
            stamp(now + days * DAY)
        )
    };
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
