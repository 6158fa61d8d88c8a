//! Node: its version, packages from a lock file, and the UI's build; each only when something changed.

use crate::error::{About, Stop};
use crate::{folders, process};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The oldest release of each long-term line of Node that the UI's tools run on. Of the lines between they take none.
const OLDEST: [(u32, u32); 2] = [(20, 19), (22, 13)];

/// From this line on, every Node will do.
const ANY_SINCE: u32 = 24;

/// Stops with a sentence when Node or npm is missing or too old.
pub(crate) fn check_version() -> Result<(), Stop> {
    let advice =
        "Install a long-term release of Node from https://nodejs.org (20.19, 22.13 or newer) and try again.";
    let Some(version) = process::output_of("node", &["--version"]) else {
        return Err(Stop::new(format!("Node is not installed. {advice}")));
    };
    if !parse_version(&version).is_some_and(is_supported) {
        return Err(Stop::new(format!(
            "The UI's tools do not run on Node {version}. {advice}"
        )));
    }
    if process::is_installed("npm") || process::is_installed("npm.cmd") {
        Ok(())
    } else {
        Err(Stop::new(format!(
            "Node is here, but its package program npm is not. {advice}"
        )))
    }
}

fn is_supported((line, release): (u32, u32)) -> bool {
    line >= ANY_SINCE
        || OLDEST
            .iter()
            .any(|(known, oldest)| line == *known && release >= *oldest)
}

/// `v20.19.4` → `(20, 19)`.
fn parse_version(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Installs what `folder`'s lock file says, unless that is what is installed.
pub(crate) fn install(folder: &Path, log: &str) -> Result<(), Stop> {
    let stamp = folder.join("node_modules/.installed-from");
    let wanted = fingerprint(&[folder.join("package.json"), folder.join("package-lock.json")])?;
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let mut npm = process::npm(&["ci", "--no-audit", "--no-fund"], folder);
    process::run_logged(log, &mut npm, &mut |_| ())?;
    fs::write(&stamp, wanted).about(format!("write {}", folders::shown(&stamp)))
}

/// Builds the UI into `ui/dist`, unless that is what lies there.
pub(crate) fn build_ui(log: &str) -> Result<(), Stop> {
    let ui = folders::root().join("ui");
    let stamp = folders::logs().join("ui-built-from");
    let built = ui.join("dist/index.html").is_file();
    if built
        && fs::read_to_string(&stamp)
            .is_ok_and(|found| Ok(found) == fingerprint_of_sources(&ui).map_err(drop))
    {
        return Ok(());
    }
    process::run_logged(log, &mut process::npm(&["run", "build"], &ui), &mut |_| ())?;
    fs::create_dir_all(folders::logs()).about("make target/xtask")?;
    // Taken afterwards: the build also writes generated sources.
    fs::write(&stamp, fingerprint_of_sources(&ui)?).about(format!("write {}", folders::shown(&stamp)))
}

fn fingerprint_of_sources(ui: &Path) -> Result<String, Stop> {
    let mut files = Vec::new();
    collect(ui, &mut files)?;
    files.sort();
    fingerprint(&files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Stop> {
    for entry in fs::read_dir(folder).about(format!("read {}", folders::shown(folder)))? {
        let entry = entry.about(format!("read {}", folders::shown(folder)))?;
        let name = entry.file_name();
        if name == "node_modules" || name == "dist" {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// A hash over the names and contents of files.
fn fingerprint(files: &[PathBuf]) -> Result<String, Stop> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(file)
            .about(format!("read {}", folders::shown(file)))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_compared() {
        assert_eq!(parse_version("v20.19.4"), Some((20, 19)));
        assert_eq!(parse_version("nonsense"), None);
        for (version, runs) in [
            ("v18.20.0", false),
            ("v20.18.1", false),
            ("v20.19.0", true),
            ("v21.7.3", false),
            ("v22.12.0", false),
            ("v22.13.0", true),
            ("v23.5.0", false),
            ("v24.0.0", true),
            ("v26.1.0", true),
        ] {
            assert_eq!(is_supported(parse_version(version).unwrap()), runs, "{version}");
        }
    }
}
