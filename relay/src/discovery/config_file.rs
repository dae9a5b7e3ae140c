//! Files that say which servers a mail program should use, in the format of Thunderbird's autoconfig
//! (draft-ietf-mailmaint-autoconfig): read in part, since only IMAP with encryption is of use.

use super::domain::Domain;
use crate::trouble::one_line;
use kith_wire::limits::{MAX_DISCOVERED_SERVERS, MAX_PROVIDER_NAME_CHARS};
use kith_wire::{DiscoveredServer, Security, UsernameForm};
use roxmltree::{Document, Node, ParsingOptions};

/// Maximum number of elements, texts and the like. The largest files of Thunderbird's directory have a few hundred.
const MAX_NODES: u32 = 10_000;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ConfigFile {
    pub(super) name: Option<String>,
    pub(super) servers: Vec<DiscoveredServer>,
}

/// Reads a file about the addresses of `domain`, which `said_by` gave. What is no such file, or names no server, is
/// `None`.
pub(super) fn read(bytes: &[u8], domain: &Domain, said_by: &str) -> Option<ConfigFile> {
    // Older encodings are lost in names only.
    let text = String::from_utf8_lossy(bytes);
    // Without a document type there are no entities, and so nothing that grows or is fetched.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options).ok()?;
    let provider = child(document.root_element(), "emailProvider")?;
    let mut servers: Vec<DiscoveredServer> = Vec::new();
    for server in provider.children().filter(|node| is_named(*node, "incomingServer")) {
        if let Some(server) = read_server(server, domain, said_by).filter(|server| !servers.contains(server)) {
            servers.push(server);
        }
    }
    servers.truncate(MAX_DISCOVERED_SERVERS);
    let name = text_of(provider, "displayName").and_then(shown);
    (!servers.is_empty()).then_some(ConfigFile { name, servers })
}

fn read_server(server: Node<'_, '_>, domain: &Domain, said_by: &str) -> Option<DiscoveredServer> {
    if !server.attribute("type")?.eq_ignore_ascii_case("imap") {
        return None;
    }
    let host = text_of(server, "hostname")?.replace("%EMAILDOMAIN%", domain.as_str());
    let security = match text_of(server, "socketType")?.to_ascii_uppercase().as_str() {
        "SSL" | "TLS" => Security::Tls,
        "STARTTLS" => Security::StartTls,
        // Plain, or something that is not known.
        _ => return None,
    };
    Some(DiscoveredServer {
        host: Domain::read(&host)?.as_str().to_owned(),
        port: text_of(server, "port")?.parse().ok().filter(|port| *port > 0)?,
        security,
        username: username_form(text_of(server, "username").unwrap_or_default()),
        said_by: said_by.to_owned(),
    })
}

/// Thunderbird's directory has forms such as `%EMAILLOCALPART%.%EMAILDOMAIN%`, too, and fixed names; and in one file the
/// last sign is missing.
fn username_form(form: &str) -> UsernameForm {
    match form {
        "" | "%EMAILADDRESS%" | "%EMAILADDRESS" | "%EMAILLOCALPART%@%EMAILDOMAIN%" => UsernameForm::Address,
        "%EMAILLOCALPART%" => UsernameForm::LocalPart,
        _ => UsernameForm::Other,
    }
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|node| is_named(*node, name))
}

/// In whatever namespace: the format has none, and some files give it one.
fn is_named(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn text_of<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().map(str::trim)
}

/// A name as it can be shown: on one line, of a sane length, and without what turns the direction of the text around it.
fn shown(name: &str) -> Option<String> {
    let turns =
        |sign: &char| matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name: String = name.chars().filter(|sign| !turns(sign)).take(MAX_PROVIDER_NAME_CHARS).collect();
    one_line(&name)
}

#[cfg(test)]
mod tests {
    use super::{ConfigFile, read};
    use crate::discovery::domain::Domain;
    use kith_wire::limits::{MAX_DISCOVERED_SERVERS, MAX_PROVIDER_NAME_CHARS};
    use kith_wire::{DiscoveredServer, Security, UsernameForm};

    fn read_text(text: &str) -> Option<ConfigFile> {
        read(text.as_bytes(), &Domain::read("example.org").unwrap(), "autoconfig.example.org")
    }

    fn server(kind: &str, host: &str, port: &str, socket: &str, username: &str) -> String {
        format!(
            "<incomingServer type=\"{kind}\"><hostname>{host}</hostname><port>{port}</port>\
             <socketType>{socket}</socketType><username>{username}</username>\
             <authentication>password-cleartext</authentication></incomingServer>"
        )
    }

    fn file(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.1\"><emailProvider id=\"example.org\">\
             <domain>example.org</domain><displayName>Example Mail</displayName>{inside}</emailProvider></clientConfig>"
        )
    }

    fn one(inside: &str) -> Option<DiscoveredServer> {
        read_text(&file(inside)).map(|file| {
            assert_eq!(file.servers.len(), 1, "{file:?}");
            file.servers[0].clone()
        })
    }

    #[test]
    fn reads_the_servers_in_their_order() {
        let text = file(
            &[
                server("pop3", "pop.example.org", "995", "SSL", "%EMAILADDRESS%"),
                server("imap", " Imap.%EMAILDOMAIN% ", "143", "STARTTLS", "%EMAILLOCALPART%"),
                server("imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%"),
                server("exchange", "ews.example.org", "443", "SSL", "%EMAILADDRESS%"),
                server("imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%"),
            ]
            .concat(),
        );
        let told = |port, security, username| DiscoveredServer {
            host: "imap.example.org".to_owned(),
            port,
            security,
            username,
            said_by: "autoconfig.example.org".to_owned(),
        };
        let expect = ConfigFile {
            name: Some("Example Mail".to_owned()),
            servers: vec![
                told(143, Security::StartTls, UsernameForm::LocalPart),
                told(993, Security::Tls, UsernameForm::Address),
            ],
        };
        assert_eq!(read_text(&text), Some(expect.clone()));
        assert_eq!(read_text(&format!("\u{feff}{text}")), Some(expect.clone()));
        let named = text.replace("<clientConfig ", "<clientConfig xmlns=\"urn:x\" ");
        assert_eq!(read_text(&named), Some(expect));
    }

    #[test]
    fn what_is_plain_or_leads_nowhere_is_left_out() {
        let name = "%EMAILADDRESS%";
        for inside in [
            server("imap", "imap.example.org", "143", "plain", name),
            server("imap", "imap.example.org", "143", "", name),
            server("imap", "imap.example.org", "143", "never", name),
            server("imap", "imap.example.org", "0", "SSL", name),
            server("imap", "imap.example.org", "70000", "SSL", name),
            server("imap", "imap.example.org", "", "SSL", name),
            server("imap", "", "993", "SSL", name),
            server("imap", "localhost", "993", "SSL", name),
            server("imap", "127.0.0.1", "993", "SSL", name),
            server("imap", "::1", "993", "SSL", name),
            server("imap", "imap.example.org:993", "993", "SSL", name),
            server("imap", "https://imap.example.org/", "993", "SSL", name),
            server("imap", "imap.%EMAILLOCALPART%.example.org", "993", "SSL", name),
            server("smtp", "imap.example.org", "993", "SSL", name),
            server("", "imap.example.org", "993", "SSL", name),
            "<incomingServer/>".to_owned(),
            String::new(),
        ] {
            assert_eq!(one(&inside), None, "{inside}");
        }
    }

    #[test]
    fn forms_of_user_names() {
        for (form, expect) in [
            ("%EMAILADDRESS%", UsernameForm::Address),
            (" %EMAILADDRESS% ", UsernameForm::Address),
            ("%EMAILLOCALPART%@%EMAILDOMAIN%", UsernameForm::Address),
            ("", UsernameForm::Address),
            // As it stands in one file of Thunderbird's directory.
            ("%EMAILADDRESS", UsernameForm::Address),
            ("%EMAILLOCALPART%", UsernameForm::LocalPart),
            ("%EMAILLOCALPART%.%EMAILDOMAIN%", UsernameForm::Other),
            ("%EMAILLOCALPART%@other.example", UsernameForm::Other),
            ("DOMAIN\\%EMAILLOCALPART%", UsernameForm::Other),
            ("ada", UsernameForm::Other),
        ] {
            let told = one(&server("imap", "imap.example.org", "993", "SSL", form)).unwrap();
            assert_eq!(told.username, expect, "{form:?}");
        }
        let none = "<incomingServer type=\"imap\"><hostname>imap.example.org</hostname><port>993</port>\
                    <socketType>SSL</socketType></incomingServer>";
        assert_eq!(one(none).unwrap().username, UsernameForm::Address);
    }

    #[test]
    fn what_is_no_such_file_says_nothing() {
        let good = file(&server("imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%"));
        assert!(read_text(&good).is_some());
        let entity = good.replace("<clientConfig", "<!DOCTYPE x [<!ENTITY a \"b\">]><clientConfig");
        let bomb = format!(
            "<!DOCTYPE x [<!ENTITY a0 \"imap\">{}]>{}",
            (1..10).map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))).collect::<String>(),
            good.replace("Example Mail", "&a9;").split_once("?>").unwrap().1
        );
        let outside = good.replace("<clientConfig", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><clientConfig");
        let unknown = good.replace("Example Mail", "&unknown;");
        let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
        let deep_inside = good.replace("Example Mail", &deep);
        let wide = good.replace("<domain>", &format!("{}<domain>", "<a/>".repeat(20_000)));
        for text in [
            "",
            " ",
            "not found",
            "{}",
            "<",
            "<clientConfig>",
            "<clientConfig/>",
            "\0",
            "<html><body>Hello</body></html>",
            "<!doctype html><html><head><title>Hello</title></head></html>",
            &entity,
            &bomb,
            &outside,
            &unknown,
            &deep,
            &deep_inside,
            &wide,
            good.split_at(good.len() / 2).0,
        ] {
            assert_eq!(read_text(text), None, "{}", text.chars().take(80).collect::<String>());
        }
    }

    #[test]
    fn is_bounded() {
        let many: String =
            (0..100).map(|n| server("imap", &format!("imap{n}.example.org"), "993", "SSL", "")).collect();
        let long = file(&many).replace("Example Mail", &format!("\u{202e}a\r\nb{}", "ü".repeat(1_000)));
        let read = read_text(&long).unwrap();
        assert_eq!(read.servers.len(), MAX_DISCOVERED_SERVERS);
        let name = read.name.unwrap();
        assert!(name.starts_with("a b"), "{name}");
        assert!(name.chars().count() <= MAX_PROVIDER_NAME_CHARS);
    }

    #[test]
    fn a_name_in_an_older_encoding_costs_the_name_alone() {
        let text = file(&server("imap", "imap.example.org", "993", "SSL", "")).replace("UTF-8", "ISO-8859-1");
        let mut bytes = text.into_bytes();
        let at = bytes.windows(7).position(|seven| seven == b"Example").unwrap();
        bytes[at] = 0xfc;
        let read = read(&bytes, &Domain::read("example.org").unwrap(), "a.example").unwrap();
        assert_eq!(read.name.as_deref(), Some("\u{fffd}xample Mail"));
    }

    /// Whatever a server sends, what is told of it is a server.
    #[test]
    fn files_that_are_broken_in_any_way_are_borne() {
        let good = file(
            &[
                server("imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%"),
                server("imap", "imap.%EMAILDOMAIN%", "143", "STARTTLS", "%EMAILLOCALPART%"),
            ]
            .concat(),
        )
        .into_bytes();
        let pieces: [&[u8]; 10] =
            [b"<", b">", b"/", b"&", b"&#0;", b"<![CDATA[", b"]]>", b"<!--", b"imap", "ü\u{202e}".as_bytes()];
        // xorshift64 (Marsaglia 2003): the same at every run.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut below = |end: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % u64::try_from(end).unwrap()).unwrap()
        };
        let domain = Domain::read("example.org").unwrap();
        let mut told = 0;
        for _ in 0..5_000 {
            let mut bytes = good.clone();
            for _ in 0..=below(4) {
                let at = below(bytes.len());
                match below(4) {
                    0 => bytes[at] = u8::try_from(below(256)).unwrap(),
                    1 => drop(bytes.drain(at..(at + below(40)).min(bytes.len()))),
                    2 => bytes = [&bytes[..at], pieces[below(pieces.len())], &bytes[at..]].concat(),
                    _ => bytes = [&bytes[..at], &good[below(good.len())..], &bytes[at..]].concat(),
                }
            }
            for server in read(&bytes, &domain, "a.example").into_iter().flat_map(|file| file.servers) {
                assert!(Domain::read(&server.host).is_some_and(|host| host.as_str() == server.host), "{server:?}");
                assert!(server.port > 0 && server.security != Security::Plain, "{server:?}");
                told += 1;
            }
        }
        assert!(told > 100, "most of them are too broken: {told}");
    }
}
