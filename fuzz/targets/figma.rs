//! A document of the Figma plugin is a project's content or refused in words, whatever it holds.
#![no_main]

libfuzzer_sys::fuzz_target!(|document: &[u8]| {
    if let Err(refusal) = store::fuzzing::figma(document) {
        assert!(!refusal.is_empty());
    }
});
