//! Files that are dragged onto the window: the page hears of a file it could import, never of a path.

use std::path::PathBuf;
use std::sync::Arc;

use tauri::async_runtime::spawn_blocking;
use tauri::{AppHandle, DragDropEvent};

use crate::error::CommandError;
use crate::events::{FileDropped, FileHovering, tell};
use crate::token_files::{TokenFiles, looks_like_json};

/// Tells the page what is held over the window, or was dropped onto it.
///
/// Called on the main thread, which must not wait for a disk: a dropped file is looked at elsewhere.
pub(crate) fn handle(app: &AppHandle, files: &Arc<TokenFiles>, event: &DragDropEvent) {
    match event {
        DragDropEvent::Enter { paths, .. } => {
            let hovering = paths.iter().any(|path| looks_like_json(path));
            tell(app, &FileHovering { hovering });
        }
        DragDropEvent::Leave => tell(app, &FileHovering { hovering: false }),
        DragDropEvent::Drop { paths, .. } => {
            tell(app, &FileHovering { hovering: false });
            let (app, files, paths) = (app.clone(), Arc::clone(files), paths.clone());
            spawn_blocking(move || tell(&app, &dropped(&files, &paths)));
        }
        _ => {}
    }
}

fn dropped(files: &TokenFiles, paths: &[PathBuf]) -> FileDropped {
    let taken = match paths {
        [path] => files
            .take_up(path.clone())
            .map_err(|CommandError { message, .. }| message),
        _ => Err("One file makes one project. Drop a single JSON file.".to_owned()),
    };
    match taken {
        Ok(file) => FileDropped {
            file: Some(file),
            problem: None,
        },
        Err(problem) => FileDropped {
            file: None,
            problem: Some(problem),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_json_file_is_taken_and_all_else_is_explained() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        std::fs::write(&path, "{}").unwrap();
        let files = TokenFiles::default();
        let one = dropped(&files, std::slice::from_ref(&path));
        assert_eq!(one.file.unwrap().name, "tokens.json");
        assert!(
            dropped(&files, &[path.clone(), path])
                .problem
                .unwrap()
                .contains("single")
        );
        assert!(
            dropped(&files, &[folder.path().to_owned()])
                .problem
                .unwrap()
                .contains(".json")
        );
    }
}
