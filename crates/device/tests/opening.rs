//! The data folder: who may open it, and what is said of one that can't be used.

use std::fs;
use std::path::Path;

use device::{Device, OpenDeviceError};

fn refused(folder: &Path) -> OpenDeviceError {
    match Device::open(folder) {
        Ok(_) => panic!("the folder was opened"),
        Err(error) => error,
    }
}

#[test]
fn a_folder_is_opened_once_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = Device::open(folder.path()).unwrap();
    let second = first.clone();
    assert!(matches!(
        refused(folder.path()),
        OpenDeviceError::AlreadyRunning(_)
    ));
    drop(first);
    assert!(matches!(
        refused(folder.path()),
        OpenDeviceError::AlreadyRunning(_)
    ));
    drop(second);
    Device::open(folder.path()).unwrap();
}

#[cfg(unix)]
#[test]
fn only_its_user_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("studio-keys");
    let _device = Device::open(&folder).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        files += 1;
    }
    assert!(files >= 3, "the database, its log and the lock: {files}");
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("device.sqlite3");
    let content = "no database at all, but long enough to be read as the first page of one".repeat(90);
    fs::write(&file, &content).unwrap();
    let error = refused(folder.path());
    assert!(matches!(error, OpenDeviceError::Damaged(_)), "{error}");
    assert!(error.to_string().contains("device.sqlite3"), "{error}");
    assert_eq!(fs::read_to_string(&file).unwrap(), content);
}

#[test]
fn a_damaged_page_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    drop(Device::open(folder.path()).unwrap());
    let file = folder.path().join("device.sqlite3");
    let mut content = fs::read(&file).unwrap();
    let page = 4_096;
    content[page..page + 200].fill(0xff);
    fs::write(&file, &content).unwrap();
    assert!(matches!(refused(folder.path()), OpenDeviceError::Damaged(_)));
    assert_eq!(fs::read(&file).unwrap(), content);
}

#[test]
fn a_newer_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(Device::open(folder.path()).unwrap());
    let file = folder.path().join("device.sqlite3");
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = refused(folder.path());
    assert!(
        matches!(
            error,
            OpenDeviceError::Newer {
                found: 99,
                known: 2,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_folder_that_can_not_be_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "").unwrap();
    let error = refused(&path);
    assert!(error.to_string().contains("file"), "{error}");
}
