//! Bringing sealed copies from a file of another computer.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use device::{Device, ImportedCopies, Passphrase};

use crate::error::{CommandError, ErrorCode};

/// Far more than ten thousand copies take.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The file that was chosen last. The page knows its name alone.
#[derive(Default)]
pub(crate) struct Imports(Mutex<Option<PathBuf>>);

impl Imports {
    /// Takes up a file and answers its name.
    pub(crate) fn choose(&self, path: PathBuf) -> String {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
        name
    }

    /// The file that was chosen last.
    pub(crate) fn chosen(&self) -> Result<PathBuf, CommandError> {
        let chosen = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        chosen.ok_or_else(|| CommandError::new(ErrorCode::NotFound, "Choose the exported file first."))
    }
}

/// Adds what is missing.
pub(crate) fn import(
    device: &Device,
    passphrase: &Passphrase,
    path: &Path,
) -> Result<ImportedCopies, CommandError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| {
        let message = format!("The file can’t be read: {error}. Choose it again.");
        CommandError::new(ErrorCode::BadFile, message)
    })?;
    if bytes.len() as u64 > LARGEST {
        let message = "This file is too large to be one of sealed copies. Choose the file that was exported.";
        return Err(CommandError::new(ErrorCode::BadFile, message));
    }
    Ok(device.import_copies(&bytes, passphrase)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_chosen_last_is_imported_from() {
        let imports = Imports::default();
        assert_eq!(imports.chosen().unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(imports.choose("/a/one.age".into()), "one.age");
        imports.choose("/b/two.age".into());
        assert_eq!(imports.chosen().unwrap(), PathBuf::from("/b/two.age"));
    }

    #[test]
    fn a_file_that_is_missing_or_none_of_ours_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(&folder.path().join("data")).unwrap();
        let passphrase = Passphrase::new("x".into());
        let path = folder.path().join("copies.age");
        let error = import(&device, &passphrase, &path).unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile);
        File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        let error = import(&device, &passphrase, &path).unwrap_err();
        assert!(error.message.contains("too large"), "{error}");
    }
}
