//! The vault's folder: files for their user alone, each replaced whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::error::VaultError;

/// Longer than any of our files: a larger one is damaged, and not read into memory.
const LONGEST: u64 = 256 * 1024;

/// What a file is called until it is whole.
const UNFINISHED: &str = ".unfinished";

/// The folder, which is made with the first file in it.
pub(super) struct Files(PathBuf);

impl Files {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    pub(super) fn header(&self) -> Result<Option<Vec<u8>>, VaultError> {
        read(&self.0.join("header"))
    }

    pub(super) fn write_header(&self, bytes: &[u8]) -> Result<(), VaultError> {
        replace(&self.0, "header", bytes)
    }

    pub(super) fn remove_header(&self) -> Result<(), VaultError> {
        remove(&self.0.join("header"))
    }

    pub(super) fn copy(&self, id: Uuid) -> Result<Option<Vec<u8>>, VaultError> {
        read(&self.copies_folder().join(file_name(id)))
    }

    pub(super) fn write_copy(&self, id: Uuid, bytes: &[u8]) -> Result<(), VaultError> {
        replace(&self.copies_folder(), &file_name(id), bytes)
    }

    pub(super) fn remove_copy(&self, id: Uuid) -> Result<(), VaultError> {
        remove(&self.copies_folder().join(file_name(id)))
    }

    /// The keys of which there is a file. What a crash left unfinished is removed; what is not ours stays and is passed
    /// over.
    pub(super) fn copies(&self) -> Result<Vec<Uuid>, VaultError> {
        let entries = match fs::read_dir(self.copies_folder()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if name.ends_with(UNFINISHED) {
                remove(&path)?;
            } else if let Some(id) = key_of(name) {
                found.push(id);
            }
        }
        Ok(found)
    }

    fn copies_folder(&self) -> PathBuf {
        self.0.join("copies")
    }
}

fn file_name(id: Uuid) -> String {
    format!("{id}.sealed")
}

fn key_of(name: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(name.strip_suffix(".sealed")?).ok()?;
    (file_name(id) == name).then_some(id)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Writes a file beside, has it reach the disk, and gives it the name: whoever pulls the plug leaves the old or the new.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
    make(folder)?;
    let unfinished = folder.join(format!("{name}{UNFINISHED}"));
    let written = write_whole(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, folder.join(name)));
    if let Err(error) = written {
        // Else the disk stays full; that it can't be removed is told by the error already.
        let _ = fs::remove_file(&unfinished);
        return Err(error.into());
    }
    Ok(sync_folder(folder)?)
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn remove(path: &Path) -> Result<(), VaultError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(path.parent().map_or(Ok(()), sync_folder)?),
    }
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Has a name reach the disk, too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Folders can't be opened so there, and names reach the disk with the file system's journal.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where it can fail")]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path().join("vault"));
        (folder, files)
    }

    #[test]
    fn what_is_written_is_read_and_what_is_removed_is_gone() {
        let (_folder, files) = files();
        let id = Uuid::now_v7();
        assert!(files.header().unwrap().is_none());
        assert!(files.copies().unwrap().is_empty());
        files.write_header(b"one").unwrap();
        files.write_header(b"two").unwrap();
        files.write_copy(id, b"sealed").unwrap();
        assert_eq!(files.header().unwrap().unwrap(), b"two");
        assert_eq!(files.copies().unwrap(), [id]);
        for _ in 0..2 {
            files.remove_copy(id).unwrap();
            files.remove_header().unwrap();
        }
        assert!(files.header().unwrap().is_none());
        assert!(files.copy(id).unwrap().is_none());
    }

    #[test]
    fn leftovers_of_a_crash_are_removed_and_strangers_stay() {
        let (folder, files) = files();
        let id = Uuid::now_v7();
        files.write_copy(id, b"old").unwrap();
        let copies = folder.path().join("vault/copies");
        let (leftover, stranger) = (
            copies.join(format!("{id}.sealed.unfinished")),
            copies.join("notes.txt"),
        );
        fs::write(&leftover, b"ne").unwrap();
        fs::write(&stranger, b"mine").unwrap();
        assert_eq!(files.copies().unwrap(), [id]);
        assert_eq!(files.copy(id).unwrap().unwrap(), b"old");
        assert!(!leftover.exists() && stranger.exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_their_user_can_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, files) = files();
        files.write_header(b"one").unwrap();
        let mode = |path: &str| {
            fs::metadata(folder.path().join(path))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!((mode("vault"), mode("vault/header")), (0o700, 0o600));
    }
}
