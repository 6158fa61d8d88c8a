//! Where everything of one user is kept: the local database, the store of *on this computer*, the logs.
//!
//! What is in the files belongs to `device` and `store`; here are only their places.

use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The data folder, absolute and there.
#[derive(Debug, Clone)]
pub(crate) struct DataFolder(PathBuf);

/// The system names no folder for application data, and none was chosen.
#[derive(Debug, thiserror::Error)]
#[error("This system names no folder for application data. Start Studio Keys with --data DIR.")]
pub(crate) struct NoDataFolder;

impl DataFolder {
    /// Finds the chosen folder, or the usual one, and makes it and its inner folders where they are missing, closed to
    /// other users. What can't be made is left to whoever opens it to say, in the window.
    pub(crate) fn prepare(chosen: Option<PathBuf>) -> Result<Self, NoDataFolder> {
        let path = chosen.or_else(usual).ok_or(NoDataFolder)?;
        make_private(&path);
        let absolute = fs::canonicalize(&path).or_else(|_| std::path::absolute(&path));
        let folder = Self(absolute.unwrap_or(path));
        for inner in [folder.store(), folder.logs(), folder.web_engine()] {
            make_private(&inner);
        }
        Ok(folder)
    }

    /// The folder itself, where `device` keeps its database.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Where the store in this app keeps its database.
    pub(crate) fn store(&self) -> PathBuf {
        self.0.join("store")
    }

    /// Where the logs are written.
    pub(crate) fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// Where the web engine keeps what it must.
    pub(crate) fn web_engine(&self) -> PathBuf {
        self.0.join("web-engine")
    }

    /// Whether nobody chose another one.
    pub(crate) fn is_usual(&self) -> bool {
        usual().is_some_and(|usual| fs::canonicalize(usual).is_ok_and(|usual| usual == self.0))
    }

    /// A name for this folder that fits in a D-Bus name: starts with the same folder find each other, others don't.
    pub(crate) fn instance_name(&self) -> String {
        let digest = Sha256::digest(self.0.as_os_str().as_encoded_bytes());
        let digits = digest
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        format!("design.studiokeys.desktop.folder-{digits:016x}")
    }
}

fn usual() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|folders| folders.data_local_dir().join("studio-keys"))
}

fn make_private(path: &Path) {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // Said by the database, the store or the log, whose file can't be made either then.
    let _ = builder.create(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_the_folder_and_names_it() {
        let parent = tempfile::tempdir().unwrap();
        let chosen = parent.path().join("a/b");
        let folder = DataFolder::prepare(Some(chosen.clone())).unwrap();
        assert!(chosen.is_dir());
        assert_eq!(
            folder.instance_name(),
            DataFolder::prepare(Some(chosen)).unwrap().instance_name()
        );
        let other = DataFolder::prepare(Some(parent.path().join("c"))).unwrap();
        assert_ne!(folder.instance_name(), other.instance_name());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_folder_is_closed_to_others() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::prepare(Some(parent.path().join("new"))).unwrap();
        assert_eq!(
            fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777,
            0o700
        );
    }

    #[test]
    fn a_folder_that_can_not_be_made_is_still_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let folder = DataFolder::prepare(Some(file.path().join("inside"))).unwrap();
        assert!(!folder.path().exists());
        assert!(folder.path().is_absolute());
    }
}
