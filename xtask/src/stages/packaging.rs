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
        let name = option.trim().trim_end_matches('`').split([' ', '[']).next().unwrap();
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

/// The words of a text that begin so, as far as they are of these signs.
fn words<'a>(text: &'a str, start: &'a str, is_of_word: fn(char) -> bool) -> impl Iterator<Item = &'a str> {
    text.match_indices(start).map(move |(at, _)| {
        let rest = &text[at + start.len()..];
        &rest[..rest.find(|sign| !is_of_word(sign)).unwrap_or(rest.len())]
    })
}

#[test]
fn every_option_and_variable_that_is_shipped_is_known_to_the_program() {
    let page = read("docs/reference/relay.md");
    let named = ["kith-relay.service", "tls.conf", "Containerfile", "README.md", "kith-relay.toml"];
    let files = named.map(|name| format!("relay/packaging/{name}"));
    let mut seen = 0;
    for path in files.iter().map(String::as_str).chain(["docs/self-hosting.md"]) {
        let text = read(path);
        for name in words(&text, "KITH_", |sign| sign.is_ascii_uppercase() || sign == '_') {
            assert!(page.contains(&format!("| `KITH_{name}` |")), "{path}: KITH_{name}");
            seen += 1;
        }
        // What is said to the program stands behind its name.
        for line in text.lines().filter_map(|line| line.split_once("kith-relay ").map(|(_, line)| line)) {
            for name in words(line, " --", |sign| sign.is_ascii_lowercase() || sign == '-') {
                assert!(page.contains(&format!("| `--{name}")), "{path}: --{name}");
            }
        }
    }
    assert!(seen > 5);
    let unit = read("relay/packaging/kith-relay.service");
    let started = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/kith-relay ")).unwrap();
    let file = started.strip_prefix("--config ").unwrap();
    assert!(read("docs/self-hosting.md").contains(&format!("write `{file}`")), "{file}");
}

#[test]
fn the_image_is_made_of_what_is_there() {
    let recipe = read("relay/packaging/Containerfile");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let itself = words(&recipe, "-f ", |sign| sign != ' ').next().unwrap();
    assert!(root.join(itself).is_file(), "{itself}");
    // The program is taken out of the archive, which lies where `dist` puts it.
    assert!(recipe.contains("cargo xtask dist ") && recipe.contains("target/dist/kith-*.tar.gz"), "{recipe}");
    // The toolchain is the one that the workspace asks for.
    let workspace = read("Cargo.toml");
    let wanted = workspace.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(recipe.contains(&format!("/rust:{wanted}-")), "{wanted}");
    let left_out = read(".dockerignore");
    for needed in ["relay", "app", "xtask", "docs", "Cargo.lock", ".cargo"] {
        assert!(!left_out.lines().any(|line| line.trim_matches('/') == needed), "{needed} is left out");
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
