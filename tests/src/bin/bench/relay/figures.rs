//! The figures of the relay, with what they are to be.

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::path::Path;

/// What was measured so far.
#[derive(Default)]
pub(crate) struct Figures(Vec<Figure>);

struct Figure {
    /// Its name in the JSON.
    name: &'static str,
    what: &'static str,
    value: f64,
    unit: &'static str,
    aim: Option<Aim>,
}

/// What a figure is to be.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    AtMost(f64),
    AtLeast(f64),
}

impl Aim {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

impl Figures {
    pub(crate) fn add(
        &mut self,
        name: &'static str,
        what: &'static str,
        value: f64,
        unit: &'static str,
        aim: impl Into<Option<Aim>>,
    ) {
        let figure = Figure { name, what, value, unit, aim: aim.into() };
        println!("  {what}: {} {unit}", shown(value));
        self.0.push(figure);
    }

    /// As a table.
    pub(crate) fn print(&self) {
        println!();
        for figure in &self.0 {
            let aim = match figure.aim {
                Some(Aim::AtMost(most)) => format!("at most {}", shown(most)),
                Some(Aim::AtLeast(least)) => format!("at least {}", shown(least)),
                None => String::new(),
            };
            let verdict = match figure.aim.map(|aim| aim.is_met_by(figure.value)) {
                Some(true) => "met",
                Some(false) => "missed",
                None => "",
            };
            let value = format!("{} {}", shown(figure.value), figure.unit);
            println!("  {:<58} {value:>18}  {aim:<18} {verdict}", figure.what);
        }
        println!();
    }

    /// As one flat object.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let round = |value: f64| json!((value * 1_000.0).round() / 1_000.0);
        let object: Map<String, Value> =
            self.0.iter().map(|figure| (figure.name.to_owned(), round(figure.value))).collect();
        std::fs::write(file, format!("{:#}\n", Value::Object(object)))
            .with_context(|| format!("cannot write {}", file.display()))?;
        println!("› the figures are in {}", file.display());
        Ok(())
    }
}

fn shown(value: f64) -> String {
    if value.abs() >= 100.0 || value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::{Aim, Figures};
    use serde_json::{Value, json};

    #[test]
    fn the_json_is_flat() {
        let mut figures = Figures::default();
        figures.add("relay_stream_ratio", "a ratio", 1.23456, "", Aim::AtLeast(1.0));
        figures.add("relay_idle_bytes", "a size", 40_000.0, "bytes", None);
        let file = tempfile::NamedTempFile::new().unwrap();
        figures.write(file.path()).unwrap();
        let object: Value = serde_json::from_slice(&std::fs::read(file.path()).unwrap()).unwrap();
        assert_eq!(object, json!({ "relay_stream_ratio": 1.235, "relay_idle_bytes": 40_000.0 }));
    }

    #[test]
    fn an_aim_is_met_at_its_bound() {
        assert!(Aim::AtMost(2.0).is_met_by(2.0) && !Aim::AtMost(2.0).is_met_by(2.1));
        assert!(Aim::AtLeast(2.0).is_met_by(2.0) && !Aim::AtLeast(2.0).is_met_by(1.9));
    }
}
