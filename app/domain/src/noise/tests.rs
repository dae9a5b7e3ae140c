use super::{
    Heard, Noise, Sender, by_address, is_list_address, is_robot, is_role, list_addresses, of_message, plain_list_id,
    sender,
};
use crate::address::Address;
use crate::header;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[test]
fn programs_are_told_from_people() {
    for robot in [
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
        assert!(is_robot(&address(robot)), "{robot}");
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
        assert!(!is_robot(&address(person)), "{person}");
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
fn who_sends_is_told_by_the_address_then_by_what_came() {
    let heard = |personal, list, bulk, robot| Heard { personal, noise: [list, bulk, robot] };
    for (from, name, heard, expected) in [
        ("mara@x.example", "Mara Birke", heard(3, 0, 0, 0), Sender::Person),
        ("mara@x.example", "Mara Birke", heard(0, 9, 0, 0), Sender::Person),
        ("mara@x.example", "Mara Birke", heard(1, 0, 5, 0), Sender::Person),
        ("daily@x.example", "The Daily", heard(0, 0, 5, 0), Sender::List),
        ("daily@x.example", "The Daily", heard(0, 5, 5, 0), Sender::List),
        ("newsletter@x.example", "Mara Birke", heard(5, 0, 0, 0), Sender::List),
        ("machine@x.example", "", heard(0, 0, 0, 4), Sender::Robot),
        ("no-reply@x.example", "Mara Birke", heard(4, 0, 0, 0), Sender::Robot),
        ("support@x.example", "Mara Birke", heard(4, 0, 0, 0), Sender::Role),
    ] {
        let named = !crate::name::key(name).is_empty();
        assert_eq!(sender(by_address(&address(from)), named, heard), expected, "{from}");
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
        ("From: mara@birke.example\nAuto-Submitted: auto-replied\n", Some(Noise::Robot)),
        ("From: mara@birke.example\nAuto-Submitted: no\n", None),
        ("From: no-reply@birke.example\nList-Unsubscribe: <u>\n", Some(Noise::Robot)),
        ("From: mara@birke.example\nReply-To: no-reply@birke.example\n", None),
        (&format!("From: mara@birke.example\nTo: {twenty_one}\n"), Some(Noise::Bulk)),
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
