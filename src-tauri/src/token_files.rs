//! Files that the user chose or dropped. The page calls them by an id; their paths stay here.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::error::{CommandError, ErrorCode};
use crate::views::ChosenFile;

/// The largest file that the store takes, in bytes.
const LARGEST_FILE: u64 = store::LARGEST_TOKEN_FILE as u64;

/// How many files are remembered; nobody chooses between more.
const REMEMBERED: usize = 16;

/// The files of this run of the app, the newest last.
#[derive(Default)]
pub(crate) struct TokenFiles(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    made: u64,
    files: VecDeque<TokenFile>,
    starter_project_id: Option<String>,
}

/// A file that was taken up.
#[derive(Debug, Clone)]
pub(crate) struct TokenFile {
    id: String,
    /// The id that the project made of it gets: an import that is tried again is the same one, and done once.
    pub project_id: String,
    /// Its name, without its folder.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl TokenFiles {
    /// Takes up a file, once it looks like one that could be imported.
    pub(crate) fn take_up(&self, path: PathBuf) -> Result<ChosenFile, CommandError> {
        let (name, bytes) = inspect(&path)?;
        let mut remembered = self.lock();
        remembered.made += 1;
        let id = format!("file-{}", remembered.made);
        let earlier = remembered.files.iter().find(|file| file.path == path);
        let project_id = earlier.map_or_else(
            || Uuid::now_v7().to_string(),
            |earlier| earlier.project_id.clone(),
        );
        remembered.files.push_back(TokenFile {
            id: id.clone(),
            project_id,
            name: name.clone(),
            path,
        });
        if remembered.files.len() > REMEMBERED {
            remembered.files.pop_front();
        }
        Ok(ChosenFile { id, name, bytes })
    }

    /// The file with this id.
    pub(crate) fn file(&self, id: &str) -> Result<TokenFile, CommandError> {
        let remembered = self.lock();
        let found = remembered.files.iter().find(|file| file.id == id);
        found.cloned().ok_or_else(|| {
            CommandError::new(
                ErrorCode::NotFound,
                "This file is no longer known. Choose it again.",
            )
        })
    }

    /// A project was made of a file; the next import of it makes another.
    pub(crate) fn forget(&self, file: &TokenFile) {
        self.lock()
            .files
            .retain(|known| known.project_id != file.project_id);
    }

    /// The id that a project made of the starter set gets: the same, until it was made.
    pub(crate) fn starter_project_id(&self) -> String {
        let mut remembered = self.lock();
        let id = remembered
            .starter_project_id
            .get_or_insert_with(|| Uuid::now_v7().to_string());
        id.clone()
    }

    /// A project was made of the starter set; the next time makes another.
    pub(crate) fn forget_starter(&self) {
        self.lock().starter_project_id = None;
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a path ends like one of a file that could be imported.
pub(crate) fn looks_like_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn inspect(path: &Path) -> Result<(String, u32), CommandError> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let bad = |message: String| CommandError::new(ErrorCode::BadFile, message);
    if !looks_like_json(path) {
        return Err(bad(format!(
            "“{name}” is not a .json file. Export your tokens from Tokens Studio as a single JSON file."
        )));
    }
    let unreadable = |error| bad(format!("“{name}” can’t be read: {error}. Choose another file."));
    // Looked at before it is opened: opening a pipe would wait for its other end.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(bad(format!("“{name}” is no file. Choose a single JSON file.")));
    }
    File::open(path).map_err(unreadable)?;
    match u32::try_from(metadata.len()) {
        Ok(0) => Err(bad(format!(
            "“{name}” is empty. Export it from Tokens Studio again."
        ))),
        Ok(bytes) if u64::from(bytes) <= LARGEST_FILE => Ok((name, bytes)),
        _ => Err(CommandError::new(
            ErrorCode::FileTooLarge,
            format!(
                "“{name}” is larger than 100 MiB, the most the store takes. Split it into several projects."
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        (folder, path)
    }

    #[test]
    fn a_file_is_known_by_its_id_and_shown_without_its_folder() {
        let files = TokenFiles::default();
        let (_folder, path) = written("tokens.JSON", b"{}");
        let chosen = files.take_up(path.clone()).unwrap();
        assert_eq!((chosen.name.as_str(), chosen.bytes), ("tokens.JSON", 2));
        assert_eq!(files.file(&chosen.id).unwrap().path, path);
        assert_eq!(files.file("file-9").unwrap_err().code, ErrorCode::NotFound);
    }

    #[test]
    fn an_import_tried_again_is_the_same_until_it_was_done() {
        let files = TokenFiles::default();
        let (_folder, path) = written("tokens.json", b"{}");
        let (_other_folder, other) = written("tokens.json", b"{}");
        let take_up = |path: &Path| {
            let chosen = files.take_up(path.to_owned()).unwrap();
            files.file(&chosen.id).unwrap()
        };
        let first = take_up(&path);
        assert_eq!(take_up(&path).project_id, first.project_id);
        assert_ne!(take_up(&other).project_id, first.project_id);
        files.forget(&first);
        assert_ne!(take_up(&path).project_id, first.project_id);
    }

    #[test]
    fn the_starter_set_tried_again_is_the_same_until_it_was_made() {
        let files = TokenFiles::default();
        let first = files.starter_project_id();
        assert_eq!(files.starter_project_id(), first);
        files.forget_starter();
        assert_ne!(files.starter_project_id(), first);
    }

    #[test]
    fn only_the_newest_are_remembered() {
        let files = TokenFiles::default();
        let (_folder, path) = written("tokens.json", b"{}");
        let ids: Vec<String> = (0..=REMEMBERED)
            .map(|_| files.take_up(path.clone()).unwrap().id)
            .collect();
        assert!(files.file(&ids[0]).is_err());
        assert!(files.file(&ids[1]).is_ok());
    }

    #[test]
    fn refuses_what_can_not_be_imported() {
        let files = TokenFiles::default();
        let (folder, picture) = written("tokens.png", b"x");
        let (_empty_folder, empty) = written("tokens.json", b"");
        let folder_as_file = folder.path().join("folder.json");
        fs::create_dir(&folder_as_file).unwrap();
        for path in [picture, empty, folder_as_file, folder.path().join("missing.json")] {
            assert_eq!(
                files.take_up(path.clone()).unwrap_err().code,
                ErrorCode::BadFile,
                "{path:?}"
            );
        }
    }

    #[test]
    fn refuses_a_file_that_the_store_would_not_take() {
        let (_folder, path) = written("large.json", b"x");
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(LARGEST_FILE + 1)
            .unwrap();
        assert_eq!(
            TokenFiles::default().take_up(path).unwrap_err().code,
            ErrorCode::FileTooLarge
        );
    }
}
