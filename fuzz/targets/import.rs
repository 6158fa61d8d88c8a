//! A file is a project's content or refused in words, whatever it holds.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| {
    if let Err(refusal) = store::fuzzing::import(file) {
        assert!(!refusal.is_empty());
    }
});
