//! Whatever stands in the header, it is a key or a refusal that begins with `Unauthorized`.
#![no_main]

libfuzzer_sys::fuzz_target!(|header: &[u8]| {
    if let Some(Err(refusal)) = store::fuzzing::authorization(header) {
        assert!(refusal.starts_with("Unauthorized: "), "{refusal}");
    }
});
