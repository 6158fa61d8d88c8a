//! A key that reads well is written as it was read, and one changed character is noticed.
#![no_main]

use keys::PlainKey;

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    let Ok(key) = PlainKey::parse(text) else { return };
    assert_eq!(key.expose().as_bytes(), text);
    let mut changed = text.to_vec();
    let last = changed.len() - 1;
    changed[last] = if changed[last] == b'0' { b'1' } else { b'0' };
    assert!(PlainKey::parse(&changed).is_err());
});
