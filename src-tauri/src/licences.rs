//! The licences of everything that is shipped, readable with no network.
//!
//! The list of the Rust packages is written by `npm run licences`, that of the pages by their build; both are files of
//! the pages, so that they are compressed with them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::AppHandle;

use crate::error::CommandError;

const OF_RUST: &str = "licences-of-rust.json";
const OF_THE_PAGES: &str = "licences-of-the-pages.json";

/// Everything that is shipped, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub(crate) struct Licences {
    /// Each package.
    pub packages: Vec<PackageLicence>,
    /// The texts, each once.
    pub texts: Vec<String>,
}

/// A package that is shipped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub(crate) struct PackageLicence {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as an SPDX expression.
    pub licence: String,
    /// Where it comes from; nothing when its makers do not say.
    pub source: Option<String>,
    /// The places of its texts.
    pub texts: Vec<u32>,
}

/// A package as the build of the pages has it.
#[derive(Debug, Deserialize)]
struct PagePackage {
    name: String,
    version: String,
    identifier: Option<String>,
    text: Option<String>,
}

/// Why the licences can't be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LicencesError {
    /// The app was built without them.
    #[error("the app has no {0}")]
    Missing(&'static str),
    /// They can't be read.
    #[error("the licences can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// The licences that this app was built with.
pub(crate) fn read(app: &AppHandle) -> Result<Licences, LicencesError> {
    let resolver = app.asset_resolver();
    let file = |name| {
        let asset = resolver.get(String::from(name));
        asset.map(|asset| asset.bytes).ok_or(LicencesError::Missing(name))
    };
    put_together(&file(OF_RUST)?, &file(OF_THE_PAGES)?)
}

fn put_together(of_rust: &[u8], of_the_pages: &[u8]) -> Result<Licences, LicencesError> {
    let Licences { packages, mut texts } = serde_json::from_slice(of_rust)?;
    let mut packages: BTreeSet<_> = packages.into_iter().collect();
    for page in serde_json::from_slice::<Vec<PagePackage>>(of_the_pages)? {
        let text = page.text.map(|text| place_of(text.trim(), &mut texts));
        packages.insert(PackageLicence {
            name: page.name,
            version: page.version,
            licence: page.identifier.unwrap_or_else(|| "See its text".to_owned()),
            source: None,
            texts: text.into_iter().collect(),
        });
    }
    let mut packages: Vec<_> = packages.into_iter().collect();
    packages.sort_by_cached_key(|package| (package.name.to_lowercase(), package.version.clone()));
    Ok(Licences { packages, texts })
}

fn place_of(text: &str, texts: &mut Vec<String>) -> u32 {
    let place = texts.iter().position(|known| known == text).unwrap_or_else(|| {
        texts.push(text.to_owned());
        texts.len() - 1
    });
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl From<LicencesError> for CommandError {
    fn from(error: LicencesError) -> Self {
        Self::internal(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: &[u8] = br#"[{"name":"svelte","version":"5.0.0","identifier":"MIT","text":"MIT text\n"},
        {"name":"Bits","version":"1.0.0","identifier":null,"text":"Other text"}]"#;
    const RUST: &[u8] = br#"{"packages":[{"name":"serde","version":"1.0.0","licence":"MIT","source":"https://serde.rs","texts":[0]}],
        "texts":["MIT text"]}"#;

    #[test]
    fn all_packages_are_in_one_list_and_each_text_once() {
        let licences = put_together(RUST, PAGES).unwrap();
        let names: Vec<_> = licences
            .packages
            .iter()
            .map(|package| package.name.as_str())
            .collect();
        assert_eq!(names, ["Bits", "serde", "svelte"]);
        assert_eq!(licences.texts, ["MIT text", "Other text"]);
        assert_eq!(licences.packages[1].texts, licences.packages[2].texts);
        assert_eq!(licences.packages[0].licence, "See its text");
    }

    #[test]
    fn the_kept_list_of_the_rust_packages_can_be_read() {
        let kept = include_bytes!("../../ui/public/licences-of-rust.json");
        let licences = put_together(kept, b"[]").unwrap();
        assert!(licences.packages.len() > 300);
        for package in &licences.packages {
            assert!(!package.texts.is_empty(), "{} has no text", package.name);
            for place in &package.texts {
                assert!(
                    licences
                        .texts
                        .get(*place as usize)
                        .is_some_and(|text| !text.is_empty())
                );
            }
        }
    }
}
