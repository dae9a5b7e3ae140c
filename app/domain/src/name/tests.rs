use super::{Called, called, clean, cleaner, contradict, key, split};
use crate::address::Address;

#[test]
fn a_name_is_shown_as_it_is_said() {
    for (written, expected) in [
        ("Mara Birke", Some("Mara Birke")),
        ("Birke, Mara", Some("Mara Birke")),
        ("Birke, Mara J.", Some("Mara J. Birke")),
        ("van der Birke, Mara", Some("Mara van der Birke")),
        ("Birke, Mara (Acme)", Some("Mara Birke (Acme)")),
        ("Acme, Inc.", Some("Acme, Inc.")),
        ("Mara Birke, PhD", Some("Mara Birke, PhD")),
        ("Birke, Jr.", Some("Birke, Jr.")),
        ("Mara Birke, früher Bäcker", Some("Mara Birke, früher Bäcker")),
        ("birke, mara", Some("Mara Birke")),
        ("Red, White and Blue Shoes", Some("Red, White and Blue Shoes")),
        ("\"Mara Birke\"", Some("Mara Birke")),
        ("'Mara Birke'", Some("Mara Birke")),
        ("MARA BIRKE", Some("Mara Birke")),
        ("BIRKE, MARA", Some("Mara Birke")),
        ("mara o'neill", Some("Mara O'Neill")),
        ("MARA VAN DER BIRKE-MCDONALD", Some("Mara van der Birke-Mcdonald")),
        ("mara mcdonald", Some("Mara McDonald")),
        ("IBM", Some("IBM")),
        ("mara", Some("Mara")),
        ("Mara Birke via List", Some("Mara Birke")),
        ("'Mara Birke' via Acme Friends", Some("Mara Birke")),
        ("[EXT] Mara Birke", Some("Mara Birke")),
        ("Mara Birke/ET&S/Acme@Acme", Some("Mara Birke")),
        ("Mara Birke/Acme", Some("Mara Birke/Acme")),
        ("mbirke@acme.example", None),
        ("undisclosed", None),
        ("Undisclosed Recipients", None),
        ("someone@else.example", None),
        ("=?utf-8?Q?M=C3", None),
        ("M\u{fffd}\u{fffd}", None),
        ("undisclosed-recipients", None),
        ("--", None),
        ("", None),
        ("李小龍", Some("李小龍")),
        ("МАРА БИРКЕ", Some("Мара Бирке")),
        ("Birke, Mara (IT, Seoul)", Some("Mara Birke (IT, Seoul)")),
        ("Birke, Min-ho [Acme, Oslo]", Some("Min-ho Birke [Acme, Oslo]")),
        ("Birke (Acme), Mara", Some("Mara Birke (Acme)")),
        ("Birke, Mara (Acme) (Oslo)", Some("Mara Birke (Acme) (Oslo)")),
        ("Mara Birke (Acme, Inc.)", Some("Mara Birke (Acme, Inc.)")),
        ("Mara Birke - Acme", Some("Mara Birke")),
        ("Mara Birke – Acme Widgets Ltd", Some("Mara Birke")),
        ("Mara Birke | Acme", Some("Mara Birke")),
        ("Mara Birke / Acme", Some("Mara Birke")),
        ("Birke, Mara - ACME", Some("Mara Birke")),
        ("BIRKE, MARA - ACME", Some("Mara Birke")),
        ("Birke, Mara - Acme, Inc.", Some("Mara Birke")),
        ("mara birke - acme", Some("Mara Birke")),
        ("Mara van der Birke - Acme", Some("Mara van der Birke")),
        ("Dr. Mara Birke - Acme", Some("Dr. Mara Birke")),
        ("Mara Birke - m(a)acme.example", Some("Mara Birke")),
        ("Anna-Lena Müller-Schmidt", Some("Anna-Lena Müller-Schmidt")),
        ("Anna-Lena Müller-Schmidt - Acme", Some("Anna-Lena Müller-Schmidt")),
        ("Müller - Schmidt, Anna", Some("Anna Müller-Schmidt")),
        ("Jean - Pierre", Some("Jean - Pierre")),
        ("Acme - Spring Sale", Some("Acme - Spring Sale")),
        ("Acme Support - Mara Birke", Some("Acme Support - Mara Birke")),
        ("Mara Birke - Newsletter", Some("Mara Birke - Newsletter")),
        ("Top 10 Deals - Acme", Some("Top 10 Deals - Acme")),
        ("🎄 Mara Birke 🎄", Some("Mara Birke")),
        ("Mara Birke ✈\u{fe0f}", Some("Mara Birke")),
        ("★Mara Birke★", Some("Mara Birke")),
        ("👩\u{200d}💻 Mara", Some("Mara")),
        ("Mara 🇳🇴 Birke", Some("Mara Birke")),
        ("🎄🎄", None),
        ("نسرین\u{200c}جان", Some("نسرین\u{200c}جان")),
        ("Mara\u{200d}", Some("Mara")),
        ("\u{3164}", None),
        ("\u{3164}\u{34f}\u{fe0f}", None),
        ("Ma\u{34f}ra Bir\u{e0101}ke", Some("Mara Birke")),
        ("CN=Mara Birke/OU=Oslo/O=Acme", Some("Mara Birke")),
    ] {
        let found = clean(written);
        assert_eq!(found.as_deref(), expected, "{written:?}");
        if let Some(name) = found {
            assert_eq!(clean(&name).as_deref(), Some(&*name), "{written:?} twice");
        }
    }
}

#[test]
fn given_and_family_name() {
    for (name, given, family) in [
        ("Mara Birke", "Mara", "Birke"),
        ("Mara Jo Birke", "Mara Jo", "Birke"),
        ("Mara van der Birke", "Mara", "van der Birke"),
        ("Dr. Mara Birke Jr.", "Mara", "Birke"),
        ("Mara Birke, PhD", "Mara", "Birke"),
        ("Mara Birke (Acme)", "Mara", "Birke"),
        ("Mara", "Mara", ""),
        ("Mara von", "Mara", "von"),
        ("李小龍", "小龍", "李"),
        ("김민수", "민수", "김"),
        ("Acme Support", "", ""),
        ("Acme, Inc.", "", ""),
        ("Mara Birke (Acme Ltd)", "Mara", "Birke"),
        ("Mara Birke [IT Department]", "Mara", "Birke"),
        ("Min-ho Lee (IT, Seoul)", "Min-ho", "Lee"),
        ("", "", ""),
    ] {
        assert_eq!(split(name), (given.to_owned(), family.to_owned()), "{name}");
    }
}

#[test]
fn names_are_the_same_in_whatever_order_and_with_whatever_title() {
    for (one, other, same) in [
        ("Mara Birke", "Birke Mara", true),
        ("Dr. Mara J. Birke", "Mara Birke", true),
        ("Zoë Müller", "zoe muller", true),
        ("Mara Birke", "Mara Birk", false),
        ("Mara Birke", "Mara", false),
        ("Min-ho Lee (IT, Seoul)", "Lee Min-ho", true),
        ("Mara Birke (Acme Ltd)", "Mara Birke", true),
    ] {
        assert_eq!(key(one) == key(other), same, "{one} {other}");
    }
    // The second letter is Cyrillic.
    for short in ["", "Mara", "M. B.", "Acme Support", "M\u{430}ra Birke"] {
        assert_eq!(key(short), "", "{short}");
    }
}

#[test]
fn whose_a_name_is() {
    for (name, expected) in [
        ("Mara Birke", Called::Person),
        ("Mara", Called::Unknown),
        ("", Called::Unknown),
        ("The Planet", Called::Organisation),
        ("The Millers", Called::Person),
        ("Acme Support", Called::Organisation),
        ("Acme Hotline", Called::Organisation),
        ("Acme.com", Called::Organisation),
        ("BlueBird", Called::Organisation),
        ("McDonald", Called::Unknown),
        ("Acme - Spring Sale", Called::Organisation),
        ("Mara Birke (Acme Ltd)", Called::Person),
        ("Mara Birke (Newsletter)", Called::Organisation),
        ("Acme (Support)", Called::Organisation),
        ("Acme Widgets, Inc.", Called::Organisation),
        ("Anna-Lena Müller-Schmidt", Called::Person),
    ] {
        assert_eq!(called(name), expected, "{name}");
    }
}

#[test]
fn names_that_can_hardly_be_one_persons() {
    for (one, other, expected) in [
        ("Ada Lovelace", "Carl Gauss", true),
        ("Ada", "Carl", true),
        ("Ada Lovelace", "Acme Support", true),
        ("Ada Lovelace", "Ada King", false),
        ("Ada", "Ada Lovelace", false),
        ("A. Lovelace", "Ada Lovelace", false),
        ("A. L.", "Ada Lovelace", false),
        ("Lovelace, Ada", "ada.lovelace", false),
        ("Rob Miller", "Robert Smith", false),
        ("Ada", "", false),
        ("", "", false),
        ("Dr. Ada", "Dr. Carl", true),
    ] {
        assert_eq!(contradict(one, other), expected, "{one:?} {other:?}");
        assert_eq!(contradict(other, one), expected, "{other:?} {one:?}");
    }
}

#[test]
fn what_is_left_of_a_name_that_holds_an_address() {
    for (written, expected) in [
        ("Mara Birke (m@b.example)", "Mara Birke"),
        ("Mara Birke <m@b.example>", "Mara Birke"),
        ("m@b.example (Mara Birke)", "Mara Birke"),
        ("Mara Birke m@b.example", "Mara Birke"),
        ("Mara Birke - m@b.example", "Mara Birke"),
        ("Mara Birke [mailto:m@b.example]", "Mara Birke"),
        ("Mara Birke [SMTP:m@b.example]", "Mara Birke"),
        ("Birke, Mara (m@b.example)", "Birke, Mara"),
        ("m@b.example on behalf of Mara Birke", "Mara Birke"),
        ("'m@b.example' via Garden", ""),
        ("Mara Birke/Oslo/Acme@ACME", "Mara Birke"),
        ("CN=Mara Birke/OU=Oslo/O=Acme@ACME", "Mara Birke"),
        ("Mara Birke@Acme", "Mara Birke"),
        ("Mara Birke @ Acme", "Mara Birke"),
        ("Mara Birke (@mara)", "Mara Birke"),
        ("m@b.example", ""),
        ("mara500@", ""),
        ("@mara", ""),
        ("@", ""),
    ] {
        assert_eq!(super::without_addresses(written), expected, "{written}");
    }
}

#[test]
fn a_name_is_guessed_from_an_address_that_is_made_of_one() {
    for (address, expected) in [
        ("mara.birke@x.example", Some("Mara Birke")),
        ("mara_birke@x.example", Some("Mara Birke")),
        ("mara.birke+shop@x.example", Some("Mara Birke")),
        ("anna-lena.müller@x.example", Some("Anna-Lena Müller")),
        ("mara.o'neill@x.example", Some("Mara O'Neill")),
        ("m.birke@x.example", None),
        ("mara@x.example", None),
        ("mara.jo.birke@x.example", None),
        ("mara.birke2@x.example", None),
        ("sales.team@x.example", None),
        ("no.reply@x.example", None),
        ("customer.support@x.example", None),
        ("news.acme@x.example", None),
        ("acme.info@x.example", None),
        ("xk.qwrt@x.example", None),
        ("mara.mara@x.example", None),
    ] {
        assert_eq!(super::guessed(&Address::parse(address).unwrap()).as_deref(), expected, "{address}");
    }
}

proptest::proptest! {
    #[test]
    fn what_held_an_address_holds_none(written in "(\\PC{0,6}[ @/<>()\\[\\]]?){0,6}") {
        let left = super::without_addresses(&written);
        proptest::prop_assert!(!left.contains('@'), "{}", left);
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(written in "(\\PC{0,6}([ ,/'\"\\[\\]()🎄]| - )?){0,5}") {
        if super::is_plain(&written) {
            let cleaned = cleaner(&written);
            proptest::prop_assert_eq!(cleaned.as_deref(), Some(written.as_str()));
        }
        if let Some(name) = clean(&written) {
            let again = clean(&name);
            proptest::prop_assert_eq!(again.as_deref(), Some(&*name));
        }
    }
}
