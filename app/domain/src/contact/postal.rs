//! Postal addresses in lines.

/// The lines of an address, each if it is known: what stands before the town, the town with region and code, the
/// country.
#[must_use]
pub fn lines(before: &[String], city: &str, region: &str, code: &str, country: &str) -> String {
    let (city, region, code) = (city.trim(), region.trim(), code.trim());
    let (town, rest) = match () {
        () if city.is_empty() || code.is_empty() => (format!("{city}{code}"), region),
        () if !region.is_empty() && code.starts_with(|sign: char| sign.is_ascii_digit()) => {
            (format!("{city}, {region} {code}"), "")
        }
        () if code.starts_with(|sign: char| sign.is_ascii_digit()) => (format!("{code} {city}"), ""),
        () => (city.to_owned(), region),
    };
    let code = if town.contains(code) { "" } else { code };
    let parts = before.iter().map(String::as_str).chain([town.as_str(), rest, code, country]);
    let lines = parts.flat_map(str::lines).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
