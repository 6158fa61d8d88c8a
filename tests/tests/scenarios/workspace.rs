//! Who may depend on whom.

use end_to_end::failure::{Failure, Outcome, ensure, ensure_equal};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

/// The direct dependencies of every package of the workspace; those of its tests alone are marked with `(dev)`.
fn packages() -> Outcome<Vec<(String, BTreeSet<String>)>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version", "1", "--locked"]);
    let metadata: Value =
        serde_json::from_slice(&cargo.current_dir(end_to_end::files::here()).output()?.stdout)?;
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    Ok(packages
        .map(|package| {
            (
                name(package),
                package["dependencies"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|dependency| match dependency["kind"].as_str() {
                        Some("dev") => format!("{} (dev)", name(dependency)),
                        _ => name(dependency),
                    })
                    .collect(),
            )
        })
        .collect())
}

#[test]
fn only_the_shell_and_the_control_window_depend_on_tauri() -> Outcome {
    let is_tauri = |name: &String| name == "tauri" || name.starts_with("tauri-");
    let found: BTreeSet<_> = packages()?
        .into_iter()
        .filter(|(_, uses)| uses.iter().any(is_tauri))
        .map(|(name, _)| name)
        .collect();
    ensure_equal(
        &found,
        &BTreeSet::from(["control-window".into(), "studio-keys".into()]),
        "packages that use Tauri",
    )?;
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--workspace",
            "--locked",
            "--invert",
            "tauri",
            "--prefix",
            "none",
            "--depth",
            "20",
        ])
        .args(["--edges", "normal", "--format", "{p}"])
        .current_dir(end_to_end::files::here())
        .output()?;
    let tree = String::from_utf8(tree.stdout)?;
    let ours: BTreeSet<_> = tree
        .lines()
        .filter(|line| line.contains("(/") || line.contains(":\\"))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    ensure_equal(
        &ours,
        &BTreeSet::from(["control-window", "studio-keys"]),
        "packages whose tree holds Tauri",
    )
}

#[test]
fn imports_point_one_way() -> Outcome {
    let allowed: [(&str, &[&str]); 4] = [
        ("keys", &[]),
        ("store", &["keys"]),
        ("device", &["keys", "store (dev)"]),
        ("studio-keys", &["keys", "store", "device"]),
    ];
    let packages = packages()?;
    for (name, may_use) in allowed {
        let package = packages.iter().find(|(package, _)| package == name);
        let (_, dependencies) = package.ok_or_else(|| Failure::new(format!("there is no package {name}")))?;
        let ours = ["keys", "store", "device", "studio-keys", "end-to-end", "xtask"];
        for dependency in dependencies
            .iter()
            .filter(|dependency| ours.contains(&dependency.trim_end_matches(" (dev)")))
        {
            ensure(
                may_use.contains(&dependency.as_str()),
                format!("{name} must not use {dependency}"),
            )?;
        }
    }
    Ok(())
}

#[test]
fn every_link_in_the_documents_leads_somewhere() -> Outcome {
    let root = end_to_end::files::here().join("..");
    let mut documents = vec![root.join("README.md")];
    documents.extend(
        std::fs::read_dir(root.join("docs"))?
            .flatten()
            .map(|entry| entry.path()),
    );
    documents.retain(|path| path.extension().is_some_and(|kind| kind == "md"));
    ensure(documents.len() > 3, "there are hardly any documents")?;
    for document in documents {
        let text = std::fs::read_to_string(&document)?;
        let folder = document.parent().unwrap_or(&root);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        for (link, _) in links.filter(|(link, _)| !link.starts_with("http") && !link.starts_with('#')) {
            ensure(
                folder.join(link).exists(),
                format!("{} links to {link}, which is not there", document.display()),
            )?;
        }
    }
    Ok(())
}
