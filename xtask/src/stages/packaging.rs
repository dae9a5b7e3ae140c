//! What is shipped beside the relay's program says the same as the program.

use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The settings of the reference page: name, and default where one is given.
fn settings() -> Vec<(String, Option<String>)> {
    let page = read("docs/reference/relay.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `--")?.split_once('|'));
    let settings = rows.map(|(option, rest)| {
        let name = option.trim().trim_end_matches('`').split(' ').next().unwrap();
        let default = rest.split_once("Default: `").and_then(|(_, rest)| Some(rest.split_once('`')?.0.to_owned()));
        (name.to_owned(), default)
    });
    settings.filter(|(name, _)| name != "config").collect()
}

#[test]
fn the_example_file_has_every_setting_with_its_default() {
    let file = read("relay/packaging/kith-relay.toml");
    let settings = settings();
    assert!(settings.len() > 15, "{settings:?}");
    for (name, default) in &settings {
        let line =
            file.lines().find_map(|line| line.strip_prefix('#')?.strip_prefix(name.as_str())?.strip_prefix(" = "));
        let Some(value) = line else { panic!("kith-relay.toml does not show {name}") };
        if let Some(default) = default.as_ref().filter(|_| name != "key-file") {
            assert_eq!(value.trim_matches('"'), default, "{name}");
        }
    }
    let shown = file.lines().filter_map(|line| line.strip_prefix('#')?.split_once(" = "));
    for (name, _) in shown.filter(|(name, _)| !name.contains(' ')) {
        assert!(settings.iter().any(|(known, _)| known == name), "there is no setting {name}");
    }
}

#[test]
fn the_service_lets_the_relay_listen_where_it_does_by_default() {
    let unit = read("relay/packaging/kith-relay.service");
    let settings = settings();
    let listen = settings.iter().find(|(name, _)| name == "listen").and_then(|(_, default)| default.as_deref());
    let port = listen.and_then(|address| address.rsplit_once(':')).unwrap().1;
    assert!(unit.contains(&format!("SocketBindAllow=tcp:{port}\n")), "{port}");
    for proxy in ["Caddyfile", "nginx.conf", "haproxy.cfg"] {
        assert!(read(&format!("relay/packaging/proxies/{proxy}")).contains(&format!("127.0.0.1:{port}")), "{proxy}");
    }
    assert!(read("relay/packaging/Containerfile").contains(&format!("EXPOSE {port}\n")), "{port}");
}
