use super::{
    AddressForm, Hint, Noise, Sender, SenderCounts, form, is_automated_sender, is_list_address, is_role,
    list_addresses, of_message, of_subject, plain_list_id, sender,
};
use crate::address::Address;
use crate::header;
use crate::name::called;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[test]
fn programs_are_told_from_people() {
    for automated in [
        "noreply@shop.example",
        "no-reply@shop.example",
        "No.Reply@shop.example",
        "no_reply_42@shop.example",
        "noreply2@shop.example",
        "do-not-reply@shop.example",
        "do_not_reply@shop.example",
        "donotreply@shop.example",
        "dont-reply@shop.example",
        "newsletter-noreply@shop.example",
        "orders.no-reply@shop.example",
        "noreply+a1b2@shop.example",
        "bitte-nicht-antworten@bank.example",
        "nicht.antworten@bank.example",
        "ne-pas-repondre@banque.example",
        "no-responder@banco.example",
        "nao-responda@banco.example",
        "mailer-daemon@mx.example",
        "MAILER-DAEMON@mx.example",
        "postmaster@mx.example",
        "bounce@shop.example",
        "bounces+123-ab@shop.example",
        "bounce-123=jo=a.example@shop.example",
        "list-bounces@lists.example",
        "list-request@lists.example",
        "owner-list@lists.example",
        "msg+0a1b2c3d4e5f6a7b8c9d@tickets.example",
        "news-jo=a.example@shop.example",
        "srs0=ab12=cd=a.example=jo@forward.example",
        "calendar-notification@google.com",
        "abc123@group.calendar.google.com",
        "reply+0a1b2c3d4e5f6g@mail.example",
        "reply+aaaabbbbcccc@reply.github.com",
    ] {
        assert!(is_automated_sender(&address(automated)), "{automated}");
    }
    for person in [
        "noreen@shop.example",
        "norbert.reply@shop.example",
        "reply@shop.example",
        "jo.noreplyson@shop.example",
        "info@shop.example",
        "support@shop.example",
        "sales@shop.example",
        "office@shop.example",
        "alert@nilsen.alerts.example",
        "alert.nilsen@post.example",
        "bouncer@club.example",
        "bo.unce@club.example",
        "daemon.hill@post.example",
        "reply+mara@post.example",
        "r+mara.birke.oslo@post.example",
        "mara+notifications@post.example",
        "antworten@bank.example",
        "no@shop.example",
        "calendar-notification@post.example",
        "mara+news=weekly@post.example",
        "srsen@post.example",
        "mara@notreply.github.com.example",
    ] {
        assert!(!is_automated_sender(&address(person)), "{person}");
    }
}

#[test]
fn functions_are_told_from_people() {
    for role in [
        "info@shop.example",
        "Support@shop.example",
        "support-eu@shop.example",
        "customer.service@shop.example",
        "customer_care@shop.example",
        "shop-newsletter@shop.example",
        "sales2@shop.example",
        "notifications@social.example",
        "alerts@bank.example",
        "kundenservice@bank.example",
        "info+abc@shop.example",
        "4f7hk20dm3nb81xq@market.example",
    ] {
        assert!(is_role(&address(role)), "{role}");
    }
    for person in [
        "mara@shop.example",
        "mara.birke@shop.example",
        "emily.post@shop.example",
        "info.mara.b@shop.example",
        "mark.press@shop.example",
        "sal@shop.example",
        "supporter@shop.example",
        "mara+info@shop.example",
        "mara1987@shop.example",
        "alexandra.maximiliana1987@shop.example",
        "hq@shop.example",
    ] {
        let expected = person.starts_with("info.");
        assert_eq!(is_role(&address(person)), expected, "{person}");
    }
}

#[test]
fn what_the_form_of_an_address_says() {
    for (text, expected) in [
        ("mara.birke@x.example", AddressForm::Name),
        ("mara_j_birke@x.example", AddressForm::Name),
        ("mara@x.example", AddressForm::Plain),
        ("m.b@x.example", AddressForm::Plain),
        ("info@x.example", AddressForm::Role),
        ("confadmin@x.example", AddressForm::Role),
        ("admin@x.example", AddressForm::Role),
        ("acme@acme.example", AddressForm::Role),
        ("mara@mara.gmail.com", AddressForm::Plain),
        ("daily-newsletter@x.example", AddressForm::News),
        ("newsletter-jo=a.example@x.example", AddressForm::News),
        ("great.offers@x.example", AddressForm::News),
        ("anybody@lists.x.example", AddressForm::News),
        ("anybody@lists.example", AddressForm::Plain),
        ("yourmembership@x.example", AddressForm::News),
        ("youri@x.example", AddressForm::Plain),
        ("6.17768.e3-jgti.5@x.example", AddressForm::Made),
        ("24921533@x.example", AddressForm::Made),
        ("24921533@qq.com", AddressForm::Plain),
        ("mara1987@x.example", AddressForm::Plain),
        ("mara.birke.1987@x.example", AddressForm::Plain),
        ("no-reply@x.example", AddressForm::AutomatedSender),
        ("garden-request@lists.x.example", AddressForm::AutomatedSender),
        ("rain-robot@x.example", AddressForm::AutomatedSender),
        ("reply+0a1b2c3d4e5f6g@x.example", AddressForm::Token),
    ] {
        assert_eq!(form(&address(text)), expected, "{text}");
    }
}

#[test]
fn as_what_a_subject_reads() {
    for (subject, expected) in [
        ("Lunch on Friday", None),
        ("Our daily call", Some(Hint::Bulk)),
        ("Garden Newsletter No. 12", Some(Hint::Bulk)),
        ("25% off until Sunday", Some(Hint::Bulk)),
        ("Lamps as low as $9", Some(Hint::Bulk)),
        ("Are you free tonight?", None),
        ("FREE lamps", Some(Hint::Bulk)),
        ("Your order 4711", Some(Hint::AutomatedSender)),
        ("Order the lamps", None),
        ("Password reset for the newsletter", Some(Hint::AutomatedSender)),
        ("Mail delivery failed", Some(Hint::AutomatedSender)),
        ("Failure to deliver power", None),
        ("", None),
    ] {
        assert_eq!(of_subject(subject), expected, "{subject}");
    }
}

#[test]
fn who_sends_is_told_by_the_address_the_name_and_all_that_came() {
    let heard = |personal, noise| SenderCounts { personal, noise, ..SenderCounts::default() };
    let none = [0; 4];
    let reads = |hints, elsewhere| SenderCounts { hints, elsewhere, ..heard(2, none) };
    let answers = |heard| SenderCounts { answers: 1, ..heard };
    for (from, name, heard, expected) in [
        ("mara@x.example", "Mara Birke", heard(3, none), Sender::Person),
        ("mara@x.example", "", heard(3, none), Sender::Person),
        ("mara@x.example", "Mara Birke", heard(0, [0, 9, 0, 0]), Sender::Person),
        ("mara@x.example", "Mara Birke", heard(0, [3, 0, 0, 0]), Sender::Person),
        ("mara@x.example", "Mara Birke", heard(1, [0, 0, 5, 0]), Sender::Person),
        ("mara@x.example", "Mara Birke", heard(0, [0, 0, 5, 0]), Sender::List),
        ("daily@x.example", "The Planet", heard(0, [0, 0, 5, 0]), Sender::List),
        ("planet@x.example", "The Planet", heard(2, none), Sender::List),
        ("planet@x.example", "The Planet", answers(heard(2, none)), Sender::Person),
        ("machine@x.example", "", heard(0, [0, 0, 0, 4]), Sender::AutomatedSender),
        // A subject says something only of someone of whom nothing else is known, and if it always says so.
        ("planet@x.example", "", reads([2, 0], 0), Sender::List),
        ("planet@x.example", "", reads([1, 0], 1), Sender::List),
        ("planet@x.example", "", reads([1, 0], 0), Sender::Person),
        ("planet@x.example", "", reads([0, 2], 0), Sender::AutomatedSender),
        ("planet@x.example", "Mara Birke", reads([2, 0], 0), Sender::Person),
        ("mara.birke@x.example", "", reads([0, 2], 0), Sender::Person),
        ("planet@x.example", "", answers(reads([2, 0], 0)), Sender::Person),
        ("6.17768.e3-jgti.5@x.example", "", heard(1, none), Sender::List),
        ("6.17768.e3-jgti.5@x.example", "The Planet", heard(1, none), Sender::List),
        ("mara.198712@x.example", "Mara Birke", heard(1, none), Sender::Person),
        ("newsletter@x.example", "Mara Birke", heard(5, none), Sender::List),
        ("newsletter@x.example", "Mara Birke", answers(heard(5, none)), Sender::Person),
        ("no-reply@x.example", "Mara Birke", answers(heard(4, none)), Sender::AutomatedSender),
        ("support@x.example", "Mara Birke", heard(4, none), Sender::Role),
        ("support@x.example", "Acme", heard(0, [0, 0, 3, 0]), Sender::List),
        // Someone who posts from an address that looks like a function.
        ("lists@x.example", "Mara Birke", heard(0, [0, 3, 0, 0]), Sender::Person),
        ("mara+dated+9815494181.broham@x.example", "Mara Birke", heard(0, [0, 3, 0, 0]), Sender::Person),
        ("mara+dated+9815494181.broham@x.example", "", heard(1, none), Sender::AutomatedSender),
    ] {
        assert_eq!(sender(form(&address(from)), called(name), heard), expected, "{name} <{from}> {heard:?}");
    }
}

#[test]
fn marks_of_a_message() {
    let many: Vec<String> = (0..21).map(|n| format!("p{n}@a.example")).collect();
    let (twenty_one, twenty) = (many.join(", "), many[1..].join(", "));
    for (header, expected) in [
        ("From: mara@birke.example\n", None),
        ("From: mara@birke.example\nList-Id: <x.lists.example>\nList-Unsubscribe: <u>\n", Some(Noise::List)),
        ("From: mara@birke.example\nList-Unsubscribe: <https://a.example/u>\n", Some(Noise::Bulk)),
        ("From: mara@birke.example\nPrecedence: Bulk\n", Some(Noise::Bulk)),
        ("From: mara@birke.example\nPrecedence: first-class\n", None),
        ("From: mara@birke.example\nAuto-Submitted: auto-replied\n", Some(Noise::Automatic)),
        ("From: mara@birke.example\nAuto-Submitted: auto-generated\n", Some(Noise::AutomatedSender)),
        ("From: mara@birke.example\nAuto-Submitted: no\n", None),
        ("From: no-reply@birke.example\nList-Unsubscribe: <u>\n", Some(Noise::AutomatedSender)),
        ("From: mara@birke.example\nReply-To: no-reply@birke.example\n", None),
        (&format!("From: mara@birke.example\nTo: {twenty_one}\n"), Some(Noise::Mass)),
        ("From: mara@birke.example\nSender: owner-talk@lists.example\nTo: talk@lists.example\n", Some(Noise::List)),
        ("From: talk-admin@lists.example\nSender: talk-admin@lists.example\n", Some(Noise::AutomatedSender)),
        (
            "From: mara@birke.example\nReply-To: talk@l.example\nTo: talk@l.example\nPrecedence: bulk\n",
            Some(Noise::List),
        ),
        ("From: mara@birke.example\nReply-To: talk@l.example\nTo: talk@l.example\n", None),
        ("From: mara@birke.example\nReply-To: jo@k.example\nTo: me@l.example\nPrecedence: bulk\n", Some(Noise::Bulk)),
        (&format!("From: mara@birke.example\nTo: {twenty}\n"), None),
        ("", None),
    ] {
        assert_eq!(of_message(&header::read(header.as_bytes(), None, 0)), expected, "{header}");
    }
}

#[test]
fn where_one_writes_to_a_list() {
    for (text, list_id, expected) in [
        ("garden@lists.birke.example", "garden.lists.birke.example", true),
        ("Garden@lists.birke.example", "<GARDEN.lists.birke.example>", true),
        ("garden.club@lists.example", "garden.club.lists.example", true),
        ("mara@birke.example", "garden.lists.birke.example", false),
        ("garden@birke.example", "garden.lists.birke.example", false),
        ("garden@lists.example", "", false),
        ("é@lists.example", "éa", false),
    ] {
        assert_eq!(is_list_address(&address(text), list_id), expected, "{text} {list_id}");
        let found = list_addresses(&plain_list_id(list_id)).any(|address| address == text.to_lowercase());
        assert_eq!(found, expected, "{text} {list_id}");
    }
}
