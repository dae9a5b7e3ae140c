//! stub
/// stub
pub fn key(name: &str) -> String { let f = crate::search::fold(name); let mut w: Vec<&str> = f.split(' ').collect(); w.sort_unstable(); if w.len()<2 {return String::new()} w.join(" ") }
/// stub
pub fn contradict(one: &str, other: &str) -> bool { if one.is_empty()||other.is_empty() {return false} let (a,b)=(crate::search::fold(one), crate::search::fold(other)); !a.split(' ').any(|w| b.split(' ').any(|v| v==w)) }
/// stub
pub fn split(name: &str) -> (String, String) { name.split_once(' ').map_or((name.to_owned(), String::new()), |(a,b)| (a.to_owned(), b.to_owned())) }
