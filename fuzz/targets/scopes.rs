//! A list of scopes that reads well is read the same from what it is written as.
#![no_main]

use keys::ScopeSet;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(scopes) = ScopeSet::parse(text.split(',')) else {
        return;
    };
    let written = scopes.to_string();
    let again = ScopeSet::parse(written.split(',')).expect("what was written reads");
    assert_eq!(again.to_string(), written);
});
