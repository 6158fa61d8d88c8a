//! Writing all sealed copies into one encrypted file.

use std::io::{self, Write};
use std::path::Path;

use device::{Device, Passphrase};
use tempfile::NamedTempFile;

use crate::error::CommandError;
use crate::views::ExportDone;

/// Writes the file whole or not at all, readable by its user alone.
pub(crate) fn export(
    device: &Device,
    passphrase: &Passphrase,
    path: &Path,
) -> Result<ExportDone, CommandError> {
    let exported = device.export_copies(passphrase)?;
    write_whole(path, &exported.bytes).map_err(|error| CommandError::unwritable(&error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(ExportDone {
        file_name: name.into_owned(),
        copies: exported.copies,
        left_out: exported.left_out,
    })
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_a_bad_place_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copies.age");
        std::fs::write(&path, "a longer text than the new one").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_whole(&folder.path().join("missing/copies.age"), b"new").is_err());
    }
}
