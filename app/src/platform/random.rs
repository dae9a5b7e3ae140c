//! Random numbers that no one can guess.

/// So many bytes at random. `None` where the browser has none to give.
pub(crate) fn bytes(count: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; count];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// A random id for something new.
pub(crate) fn random_id() -> u64 {
    let half = || (js_sys::Math::random() * f64::from(u32::MAX)) as u64;
    half() << 32 | half()
}
