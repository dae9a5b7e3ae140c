use super::{
    ALL, Access, Provider, Security, Task, Username, by_domain, by_host, by_mail_exchanger, is_under, joined,
    other_username,
};
use crate::domains::registered;
use std::collections::BTreeMap;

/// What is wrong with an entry of the table, in words for whoever wrote it.
fn faults(provider: &Provider) -> Vec<String> {
    let mut faults = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("{}: {what}", provider.name));
        }
    };
    must(!provider.name.trim().is_empty(), "has no name");
    must(
        !(provider.domains.is_empty() && provider.families.is_empty() && provider.exchangers.is_empty()),
        "can be found by nothing: it has neither domains nor families nor exchangers",
    );
    for domain in [provider.domains, provider.below, provider.exchangers, provider.sites].concat() {
        must(is_name(domain) && domain.contains('.'), &format!("{domain} is no domain in lower case"));
    }
    for family in provider.families {
        must(is_name(family) && !family.contains('.'), &format!("{family} is not the beginning of a domain"));
    }
    let has = |task: Task| provider.steps.iter().any(|step| step.task == task);
    let is_reason = |task: Task| matches!(task, Task::SignIn | Task::NoImap);
    match provider.access {
        Access::Works => must(
            provider.steps.iter().all(|step| step.task == Task::AppPasswordIfTwoStep),
            "works, but there is something to do first",
        ),
        Access::Prepare => must(
            !provider.steps.is_empty() && !provider.steps.iter().any(|step| is_reason(step.task)),
            "is to be prepared, but the steps do not say how",
        ),
        Access::Cannot => must(
            matches!(provider.steps, [step] if is_reason(step.task)),
            "cannot work, but the one step does not say why",
        ),
    }
    must((provider.host.is_empty()) == has(Task::NoImap), "has a server if and only if it has IMAP");
    must(
        provider.host.is_empty() || provider.is_bridge() || is_name(provider.host) && provider.host.contains('.'),
        "has an odd server",
    );
    must(
        matches!((provider.port, provider.security), (993, Security::Tls) | (143, Security::StartTls))
            || provider.is_bridge(),
        "has an odd port for its security",
    );
    must(!provider.grouped || provider.has_app_passwords(), "groups app passwords, but has none");
    must(has(Task::SignIn) <= provider.issuer.is_some(), "wants a sign-in, but has no issuer");
    let begins_well = |address: &str| address.strip_prefix("https://").is_some_and(|rest| rest.contains('/'));
    must(provider.address_books.is_none_or(begins_well), "has address books at an odd address");
    let at = provider.steps.iter().filter_map(|step| step.at);
    for link in at.chain([provider.help]) {
        must(is_own_page(provider, link), &format!("{link} is no page of its own"));
    }
    faults
}

/// Whether a link is to https on a domain of the provider's: of its addresses, or one that it names.
fn is_own_page(provider: &Provider, link: &str) -> bool {
    let Some(rest) = link.strip_prefix("https://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let own = [provider.domains, provider.sites].concat();
    is_name(host) && own.iter().any(|domain| host == *domain || is_under(host, domain))
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    name.split('.').all(is_label)
}

#[test]
fn a_sentence_names_a_provider_as_people_do() {
    let name = |domain| by_domain(domain).map(Provider::short_name);
    assert_eq!(name("gmx.com"), Some("GMX"));
    assert_eq!(name("gmail.com"), Some("Gmail"));
    assert!(ALL.iter().all(|provider| !provider.short_name().is_empty() && !provider.short_name().contains('(')));
}

#[test]
fn every_entry_is_complete() {
    let faults: Vec<String> = ALL.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(ALL.len() >= 60, "only {}", ALL.len());
}

#[test]
fn what_is_missing_is_noticed() {
    let fine = *by_domain("gmail.com").unwrap();
    assert!(faults(&fine).is_empty());
    for (wrong, word) in [
        (Provider { domains: &[], exchangers: &[], ..fine }, "found by nothing"),
        (Provider { domains: &["Gmail.com"], ..fine }, "lower case"),
        (Provider { steps: &[], ..fine }, "do not say how"),
        (Provider { access: Access::Works, ..fine }, "something to do"),
        (Provider { access: Access::Cannot, ..fine }, "does not say why"),
        (Provider { host: "", ..fine }, "has a server"),
        (Provider { port: 995, ..fine }, "odd port"),
        (Provider { help: "https://google.com.example/", ..fine }, "no page of its own"),
        (Provider { help: "http://support.google.com/", ..fine }, "no page of its own"),
        (Provider { help: "https://notgoogle.com/", ..fine }, "no page of its own"),
    ] {
        assert!(faults(&wrong).iter().any(|fault| fault.contains(word)), "{word}: {:?}", faults(&wrong));
    }
}

#[test]
fn no_domain_no_exchanger_no_server_and_no_name_is_there_twice() {
    let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
    let mut twice = Vec::new();
    for provider in ALL {
        let of = |kind: &'static str, names: &[&str]| -> Vec<(&'static str, String)> {
            names.iter().map(|name| (kind, name.to_lowercase())).collect()
        };
        let names = [
            of("name", &[provider.name]),
            of("domain", provider.domains),
            of("family", provider.families),
            of("below", provider.below),
            of("exchanger", provider.exchangers),
            of("server", if provider.host.is_empty() { &[] } else { std::slice::from_ref(&provider.host) }),
        ];
        for name in names.concat() {
            if let Some(other) = seen.insert(name.clone(), provider.name) {
                twice.push(format!("{name:?}: {other} and {}", provider.name));
            }
        }
    }
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn sites_are_what_someone_registered() {
    for provider in ALL {
        for site in provider.sites {
            assert!(registered(site).is_some(), "{}: {site} is a public suffix", provider.name);
        }
    }
}

#[test]
fn a_domain_finds_its_provider() {
    for (domain, name) in [
        ("gmail.com", Some("Gmail")),
        ("GoogleMail.com", Some("Gmail")),
        ("yahoo.co.uk", Some("Yahoo")),
        ("yahoo.co.jp", Some("Yahoo! JAPAN")),
        ("gmx.de", Some("GMX")),
        ("gmx.co.uk", Some("GMX (international)")),
        ("posteo.net", Some("Posteo")),
        ("live.com", Some("Office 365 / Outlook.com")),
        ("acme.onmicrosoft.com", Some("Office 365 / Outlook.com")),
        ("ada.fastmail.com", Some("Fastmail")),
        ("yahoo.consulting", None),
        ("live.example.com", None),
        ("notgmail.com", None),
        ("mail.gmail.com", None),
        ("", None),
        ("gmail", None),
    ] {
        assert_eq!(by_domain(domain).map(|provider| provider.name), name, "{domain}");
    }
}

#[test]
fn a_mail_exchanger_tells_with_whom_the_mail_is() {
    for (host, name) in [
        ("aspmx.l.google.com", Some("Gmail")),
        ("ASPMX.L.Google.com.", Some("Gmail")),
        ("acme-example.mail.protection.outlook.com", Some("Office 365 / Outlook.com")),
        ("mx00.ionos.co.uk", Some("IONOS (Great Britain)")),
        ("mxbiz1.qq.com", Some("Tencent Exmail")),
        ("mx01.mail.icloud.com", Some("iCloud")),
        ("mail.example.org", None),
        ("notgoogle.com", None),
        ("", None),
    ] {
        assert_eq!(by_mail_exchanger(host).map(|provider| provider.name), name, "{host}");
    }
}

#[test]
fn a_server_finds_its_provider() {
    assert_eq!(by_host(" IMAP.gmail.com").map(|provider| provider.name), Some("Gmail"));
    for host in ["127.0.0.1", "", "imap.example.org"] {
        assert_eq!(by_host(host), None, "{host}");
    }
}

#[test]
fn some_know_their_users_by_the_part_before_the_at() {
    for (domain, username) in
        [("icloud.com", Username::LocalPart), ("web.de", Username::LocalPart), ("gmail.com", Username::Address)]
    {
        assert_eq!(by_domain(domain).unwrap().username, username, "{domain}");
    }
}

#[test]
fn the_blanks_of_an_app_password_do_not_count() {
    let joined = |typed: &str| joined("imap.gmail.com", typed);
    for typed in ["abcd efgh ijkl mnop", " abcd efgh  ijkl mnop\t", "abcd\u{a0}efgh\u{a0}ijkl\u{a0}mnop"] {
        assert_eq!(joined(typed).as_deref(), Some("abcdefghijklmnop"), "{typed:?}");
    }
    // A password that someone thought of goes as it is, whatever is in it.
    for typed in ["correct horse", "abcd-efgh-ijkl-mnop", "abcd", "abcdefghijklmnop", "abcd efgh!", "a b c d", "", " "]
    {
        assert_eq!(joined(typed), None, "{typed:?}");
    }
    for host in ["imap.example.org", "imap.mail.me.com", "127.0.0.1"] {
        assert_eq!(super::joined(host, "abcd efgh ijkl mnop"), None, "{host}");
    }
}

#[test]
fn a_user_name_has_another_form_if_it_is_the_address_or_a_part_of_it() {
    for (username, address, other) in [
        ("ada@x.example", "ada@x.example", Some("ada")),
        ("Ada@X.example", "ada@x.example", Some("ada")),
        ("ada", "ada@x.example", Some("ada@x.example")),
        ("u4711", "ada@x.example", None),
        ("ada@y.example", "ada@x.example", None),
        ("", "@x.example", None),
        ("ada", "ada", None),
    ] {
        assert_eq!(other_username(username, address).as_deref(), other, "{username}, {address}");
    }
}

#[test]
fn yahoo_shows_programs_only_so_many_messages() {
    assert_eq!(by_domain("yahoo.com").unwrap().newest, Some(10_000));
}
