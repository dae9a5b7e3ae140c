use crate::day::day;
use crate::phone::{Chat, DateOrder, MessageDay, MessageLine, is_chat, partner};

const LATEST: &str = "2026-12-01";

fn chat(text: &str) -> Chat {
    Chat::read(text, day(LATEST))
}

fn days(chat: &Chat, user: &str) -> Vec<(String, u32, u32)> {
    let [order] = chat.orders.as_slice() else { panic!("{:?}", chat.orders) };
    let shown = |it: &MessageDay| (it.day.to_string(), it.sent, it.received);
    chat.log(user, *order).days().map(shown).collect()
}

#[test]
fn every_phone_writes_dates_in_its_own_way() {
    for (line, expected) in [
        // Android.
        ("12/31/20, 11:59 PM - Ada: Hi", "2020-12-31"),
        ("12/31/20, 11:59\u{202f}PM - Ada: Hi", "2020-12-31"),
        ("31/12/2020, 23:59 - Ada: Hi", "2020-12-31"),
        ("31.12.20, 23:59 - Ada: Hi", "2020-12-31"),
        ("31-12-2020 23:59 - Ada: Hi", "2020-12-31"),
        ("2020-12-31, 23:59 - Ada: Hi", "2020-12-31"),
        ("2020/12/31 23:59 - Ada: Hi", "2020-12-31"),
        ("2020/12/31 下午11:59 - Ada: Hi", "2020-12-31"),
        ("2020. 12. 31. 오후 11:59 - Ada: Hi", "2020-12-31"),
        ("2020. 12. 31. 23:59 - Ada: Hi", "2020-12-31"),
        ("31.12.2020 klo 23.59 - Ada: Hi", "2020-12-31"),
        ("31/12/2020 à 23:59 - Ada: Hi", "2020-12-31"),
        ("31/12/20 11:59 p. m. - Ada: Hi", "2020-12-31"),
        ("\u{200f}٣١\u{200f}/١٢\u{200f}/٢٠٢٠, ١١:٥٩ م - Ada: Hi", "2020-12-31"),
        ("31/12/2563 23:59 - Ada: Hi", "2020-12-31"),
        // iOS.
        ("[31.12.20, 23:59:59] Ada: Hi", "2020-12-31"),
        ("\u{200e}[12/31/20, 11:59:59\u{202f}PM] Ada: \u{200e}image omitted", "2020-12-31"),
        ("[2020-12-31 23:59:59] Ada: Hi", "2020-12-31"),
        ("[31/12/2020, 23:59:59] \u{202a}Ada\u{202c}: Hi", "2020-12-31"),
    ] {
        assert!(is_chat(line), "{line}");
        // The first message of all that is a picture has to be told from a note.
        let text = format!("{line}\n{line}");
        let chat = chat(&text);
        let count = 2 - chat.system;
        assert_eq!(days(&chat, "Me"), [(expected.to_owned(), 0, count)], "{line}");
        assert_eq!(chat.writers, [("Ada".to_owned(), count)], "{line}");
    }
    for line in
        ["", "Hi", "Ada: Hi", "3.4.5 - x: y", "99/99/2020, 99:99 - Ada: Hi", "On 12/31/20, 23:59 - Ada: Hi", "[x] y: z"]
    {
        assert!(!is_chat(line), "{line}");
    }
}

#[test]
fn day_and_month_are_told_by_the_whole_file() {
    let orders = |dates: &[&str]| {
        let lines: Vec<String> = dates.iter().map(|date| format!("{date}, 10:00 - Ada: Hi")).collect();
        chat(&lines.join("\n")).orders
    };
    // By a date that there is only one way round.
    assert_eq!(orders(&["03/04/2024", "13/04/2024"]), [DateOrder::DayMonth]);
    assert_eq!(orders(&["03/04/2024", "04/13/2024"]), [DateOrder::MonthDay]);
    // By their order: the other way they go back.
    assert_eq!(orders(&["01/02/2024", "02/02/2024", "01/03/2024"]), [DateOrder::DayMonth]);
    assert_eq!(orders(&["01/02/2024", "02/01/2024", "02/03/2024"]), [DateOrder::MonthDay]);
    // By the latest day there can be.
    assert_eq!(orders(&["12/11/2026"]), [DateOrder::DayMonth]);
    // Or not at all: it is asked.
    assert_eq!(orders(&["03/04/2024", "05/06/2024"]), [DateOrder::DayMonth, DateOrder::MonthDay]);
    assert_eq!(orders(&["04/04/2024"]), [DateOrder::DayMonth]);
    assert!(orders(&["31/31/2024"]).is_empty());
}

#[test]
fn lines_go_on_and_notes_of_the_app_are_no_contact() {
    let text = "12/03/24, 09:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n\
        12/03/24, 09:00 - Ada King: First line\nSecond: line\n\n- a list\n\
        12/03/24, 09:05 - Me Myself: <Media omitted>\n\
        13/03/24, 09:05 - Ada King changed the subject to \"Tea: Sunday\"\n\
        13/03/24, 10:00 - Ada King: null\n\
        14/03/24, 10:00 - Me Myself: See https://x.example/?a=1: good\n";
    let chat = chat(text);
    assert_eq!(chat.writers, [("Ada King".to_owned(), 1), ("Me Myself".to_owned(), 2)]);
    assert_eq!(chat.system, 3);
    assert!(!chat.is_group());
    assert_eq!(days(&chat, "Me Myself"), [("2024-03-12".to_owned(), 1, 1), ("2024-03-14".to_owned(), 1, 0)]);
    assert_eq!(days(&chat, "Ada King"), [("2024-03-12".to_owned(), 1, 1), ("2024-03-14".to_owned(), 0, 1)]);
    let log = chat.log("Me Myself", DateOrder::DayMonth);
    let first = log.days().next().unwrap();
    let line = |sent, text: &str| MessageLine { sent, text: text.to_owned() };
    assert_eq!(first.lines, [line(false, "First line Second: line - a list"), line(true, "<Media omitted>")]);

    // On iOS notes have a writer.
    let text = "[12.03.24, 09:00:00] Ada: \u{200e}Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.\n\
        [12.03.24, 09:00:10] Ada: \u{200e}Bild weggelassen\n\
        [12.03.24, 09:01:00] Me: Hi\n\
        [13.03.24, 09:01:00] Ada: \u{200e}Verpasster Sprachanruf. Zurückrufen?\n";
    let chat = Chat::read(text, day(LATEST));
    assert_eq!((days(&chat, "Me"), chat.system), (vec![("2024-03-12".to_owned(), 1, 1)], 2));
}

#[test]
fn a_group_is_told_from_a_chat_of_two() {
    let line = |name: &str| format!("12/03/24, 09:00 - {name}: Hi\n");
    assert!(chat(&[line("Ada"), line("Bob"), line("Cyd")].concat()).is_group());
    assert!(!chat(&[line("Ada"), line("Bob"), line("Ada added you to the group. Topic")].concat()).is_group());
}

#[test]
fn the_other_side_is_told_by_the_name_of_the_file() {
    let writers = [("Ada King".to_owned(), 4), ("Me".to_owned(), 4), ("King".to_owned(), 1)];
    for (file, expected) in [
        ("WhatsApp Chat with Ada King.txt", Some("Ada King")),
        ("WhatsApp-Chat mit Ada King.txt", Some("Ada King")),
        ("WhatsApp Chat - Ada King (2).zip", Some("Ada King")),
        ("Chat de WhatsApp con \u{200e}Ada King.txt", Some("Ada King")),
        ("WhatsApp Chat with Me.txt", Some("Me")),
        ("_chat.txt", None),
        ("WhatsApp Chat with Theme.txt", None),
    ] {
        assert_eq!(partner(file, &writers), expected, "{file}");
    }
}
