//! Writing all sealed copies into one encrypted file.

use std::path::Path;

use device::{Device, Passphrase};

use crate::error::CommandError;
use crate::views::ExportDone;
use crate::whole_file;

/// Writes the file whole or not at all, readable by its user alone.
pub(crate) fn export(
    device: &Device,
    passphrase: &Passphrase,
    path: &Path,
) -> Result<ExportDone, CommandError> {
    let exported = device.export_copies(passphrase)?;
    whole_file::write(path, &exported.bytes).map_err(|error| CommandError::unwritable(&error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(ExportDone {
        file_name: name.into_owned(),
        copies: exported.copies,
        left_out: exported.left_out,
    })
}
