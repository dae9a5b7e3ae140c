//! A dozen people and what Bob wrote with them, some days before now.

use chrono::DateTime;
use kith_tests::maildir::Maildir;
use std::time::{SystemTime, UNIX_EPOCH};

/// Whose mailbox it is.
pub(crate) const BOB: &str = "Bob <bob@acme.example>";
/// His login name.
pub(crate) const ACCOUNT: &str = "bob@acme.example";

/// A message.
pub(crate) struct Letter {
    sent: bool,
    from: &'static str,
    to: String,
    cc: String,
    subject: &'static str,
    days: i64,
    body: &'static str,
    fields: &'static str,
}

/// What someone wrote to Bob so many days ago.
pub(crate) fn from(from: &'static str, days: i64, subject: &'static str) -> Letter {
    Letter { sent: false, from, to: BOB.into(), cc: String::new(), subject, days, body: "", fields: "" }
}

/// What Bob wrote to someone so many days ago.
pub(crate) fn to(to: &str, days: i64, subject: &'static str) -> Letter {
    Letter { sent: true, to: to.into(), ..from(BOB, days, subject) }
}

impl Letter {
    /// Others whom it names in Cc.
    fn cc(self, cc: &str) -> Self {
        Self { cc: cc.into(), ..self }
    }

    /// What stands in it.
    fn says(self, body: &'static str) -> Self {
        Self { body, ..self }
    }

    /// Further header fields.
    pub(crate) fn fields(self, fields: &'static str) -> Self {
        Self { fields, ..self }
    }

    /// From which of his addresses Bob wrote.
    fn by(self, from: &'static str) -> Self {
        Self { from, ..self }
    }

    /// To whom it went, in place of Bob.
    pub(crate) fn to(self, to: &str) -> Self {
        Self { to: to.into(), ..self }
    }

    /// Whether it lies in Sent.
    pub(crate) fn is_sent(&self) -> bool {
        self.sent
    }

    /// As it lies in the mailbox.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let Self { from, to, cc, subject, body, fields, .. } = self;
        let date = DateTime::from_timestamp(self.at(), 0).unwrap().to_rfc2822();
        let cc = if cc.is_empty() { String::new() } else { format!("Cc: {cc}\r\n") };
        let id = format!("{}.{}", subject.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"), self.days);
        format!(
            "From: {from}\r\nTo: {to}\r\n{cc}Date: {date}\r\nSubject: {subject}\r\nMessage-ID: <{id}@acme.example>\r\n\
             {fields}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\n{subject}, as we said. {body}\r\n"
        )
        .into_bytes()
    }

    pub(crate) fn at(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let now = i64::try_from(now).unwrap();
        // An hour ago, but on no day before: shortly after midnight an hour ago was yesterday.
        now - self.days * 86_400 - (now % 86_400).min(3_600)
    }
}

/// Everything that lies in it.
pub(crate) fn letters() -> Vec<Letter> {
    vec![
        // Ada has three addresses, and Kith knows of two that they are hers only when it is told.
        to("Ada Lovelace <ada@lovelace.example>", 90, "The analytical engine"),
        from("Ada Lovelace <ada@lovelace.example>", 80, "Re: The analytical engine").says("A quaternion would do."),
        to("ada@lovelace.example", 10, "Punched cards"),
        from("Countess <countess@ockham.example>", 20, "Invitation to Ockham"),
        to("Countess <countess@ockham.example>", 19, "Re: Invitation to Ockham"),
        from("A. King <ada@old.example>", 30, "From my old address"),
        from("A. King <ada@old.example>", 400, "Long ago"),
        // Two pairs of one name.
        to("Grace Hopper <grace@navy.example>", 40, "COBOL"),
        from("Grace Hopper <grace@navy.example>", 39, "Re: COBOL"),
        from("Grace Hopper <hopper@mark-one.example>", 15, "A moth in the relay"),
        to("Jean Bartik <jean@eniac.example>", 50, "Plugboards"),
        from("Jean Bartik <bartik@univac.example>", 45, "Another Jean"),
        from("=?utf-8?Q?Zo=C3=AB_M=C3=BCller?= <zoe@mueller.example>", 25, "Lunch on Friday"),
        to("=?utf-8?Q?Zo=C3=AB_M=C3=BCller?= <zoe@mueller.example>", 24, "Re: Lunch on Friday"),
        // Two work domains.
        from("Peter Gibbons <peter@initech.example>", 60, "TPS reports"),
        to("Peter Gibbons <peter@initech.example>", 59, "Re: TPS reports"),
        from("Milton Waddams <milton@initech.example>", 58, "My stapler"),
        from("Hank Scorpio <hank@globex.example>", 70, "Welcome aboard"),
        to("Hank Scorpio <hank@globex.example>", 69, "Re: Welcome aboard"),
        from("Ivan Inbound <ivan@inbound.example>", 12, "You do not know me"),
        // The table of the issue: Bob, Karen, Sue.
        to("Sue <sue@acme.example>", 34, "At work, to Sue"),
        from("Sue <sue@home.example>", 33, "From home, by Sue"),
        to("Karen <karen@home.example>", 32, "To Karen").by("Bob <bob@mail.example>"),
        from("Karen <karen@home.example>", 31, "By Karen"),
        // Those who are filtered out.
        from("Daily Deals <news@shop.example>", 5, "Ten per cent off")
            .fields("List-Id: Deals <deals.shop.example>\r\nList-Unsubscribe: <https://shop.example/leave>\r\n"),
        from("Build Robot <no-reply@robot.example>", 6, "Build 12 failed").fields("Auto-Submitted: auto-generated\r\n"),
        from("Helpdesk <info@bigco.example>", 7, "Your ticket"),
        from("Peter Gibbons <peter@initech.example>", 57, "With some others")
            .cc("Carl Seen <carl@seen.example>, Dora Seen <dora@seen.example>"),
    ]
}

/// Those who are people at first, by the address that was used last, without those at Bob's own domain.
pub(crate) const PEOPLE: [&str; 14] = [
    "ada@lovelace.example",
    "ada@old.example",
    "bartik@univac.example",
    "countess@ockham.example",
    "grace@navy.example",
    "hank@globex.example",
    "hopper@mark-one.example",
    "ivan@inbound.example",
    "jean@eniac.example",
    "karen@home.example",
    "milton@initech.example",
    "peter@initech.example",
    "sue@home.example",
    "zoe@mueller.example",
];

/// Puts it on disk.
pub(crate) fn fill(maildir: &mut Maildir) -> anyhow::Result<()> {
    maildir.make("Sent", Some("\\Sent"))?;
    for letter in letters() {
        let folder = if letter.sent { "Sent" } else { "INBOX" };
        maildir.add(folder, &letter.bytes(), letter.at(), true)?;
    }
    Ok(())
}
