//! Holds that the licences shown in the app are those of everything that is in it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// `serde v1.0.0`, as Cargo prints it.
fn shipped() -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "tree",
        "--package",
        "studio-keys",
        "--edges",
        "normal,no-proc-macro",
    ]);
    cargo.args(["--prefix", "none", "--format", "{p}", "--locked", "--offline"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    // Our own say where they lie.
    let others = lines.lines().filter(|line| !line.contains(" (/"));
    others
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        .collect()
}

#[test]
fn every_rust_package_that_is_shipped_is_listed() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/public/licences-of-rust.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let listed: BTreeSet<String> = kept["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} v{}",
                one["name"].as_str().unwrap(),
                one["version"].as_str().unwrap()
            )
        })
        .collect();
    let shipped = shipped();
    assert!(shipped.len() > 100);
    let missing: Vec<_> = shipped.difference(&listed).collect();
    assert!(
        missing.is_empty(),
        "not listed: {missing:?}; write the list anew with `npm run licences` in ui/"
    );
}
