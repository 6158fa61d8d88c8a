//! Linux: a desktop entry in the user's autostart folder (Desktop Application Autostart Specification). Written here:
//! the crate for it quotes no path and does not know `XDG_CONFIG_HOME`.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{LoginError, Start};
use crate::whole_file;

/// A package's entry of the same name for all users gives way to the user's own.
const ENTRY: &str = "studio-keys.desktop";

/// Whether the app starts at login.
pub(crate) fn is_on() -> bool {
    entry().is_ok_and(|path| is_entry(&fs::read_to_string(path).unwrap_or_default()))
}

pub(super) fn add(start: &Start) -> Result<(), LoginError> {
    let path = entry()?;
    let text = text(start)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder)
        .and_then(|()| whole_file::write(&path, text.as_bytes()))
        .map_err(|error| LoginError(format!("{} can’t be written ({error})", path.display())))
}

pub(super) fn remove() -> Result<(), LoginError> {
    let path = entry()?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(LoginError(format!(
            "{} can’t be removed ({error})",
            path.display()
        ))),
        _ => Ok(()),
    }
}

fn entry() -> Result<PathBuf, LoginError> {
    let folders = directories::BaseDirs::new().ok_or_else(|| LoginError("there is no home folder".into()))?;
    Ok(folders.config_dir().join("autostart").join(ENTRY))
}

fn is_entry(text: &str) -> bool {
    let has = |wanted: &str| text.lines().any(|line| line.trim().eq_ignore_ascii_case(wanted));
    has("[Desktop Entry]") && !has("Hidden=true") && !has("X-GNOME-Autostart-enabled=false")
}

fn text(start: &Start) -> Result<String, LoginError> {
    let words = [start.program.as_os_str()]
        .into_iter()
        .chain(start.arguments.iter().map(AsRef::as_ref));
    let command: Vec<String> = words.map(quoted).collect::<Result<_, _>>()?;
    Ok(format!(
        "[Desktop Entry]\nType=Application\nVersion=1.0\nName=Studio Keys\nComment=API keys for design tokens\n\
         Icon=studio-keys\nExec={}\nStartupNotify=false\nTerminal=false\n",
        command.join(" ")
    ))
}

/// A word of `Exec`: quoted, since a path may hold spaces, then escaped once more as every text of the entry is.
fn quoted(word: &OsStr) -> Result<String, LoginError> {
    let word = word.to_str().filter(|word| !word.contains('\n')).ok_or_else(|| {
        LoginError("the path of the program or its data has characters that an entry can’t hold".into())
    })?;
    let mut quoted = String::from("\"");
    for letter in word.chars() {
        match letter {
            '"' | '`' | '$' => quoted.extend(['\\', '\\', letter]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    Ok(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_starts_the_program_with_its_arguments() {
        let start = Start {
            program: "/opt/Studio Keys/studio-keys".into(),
            arguments: vec!["--hidden".into(), "--data".into(), "/home/a/100% \"mine\"".into()],
        };
        let text = text(&start).unwrap();
        assert!(
            text.contains(
                "\nExec=\"/opt/Studio Keys/studio-keys\" \"--hidden\" \"--data\" \"/home/a/100%% \\\\\"mine\\\\\"\"\n"
            ),
            "{text}"
        );
        assert!(is_entry(&text));
    }

    #[test]
    fn an_entry_that_was_switched_off_elsewhere_is_off() {
        assert!(!is_entry(""));
        assert!(!is_entry("[Desktop Entry]\nExec=studio-keys\nHidden=true\n"));
        assert!(!is_entry("[Desktop Entry]\nX-GNOME-Autostart-enabled=false\n"));
        assert!(is_entry("[Desktop Entry]\nExec=studio-keys\nHidden=false\n"));
    }

    #[test]
    fn a_path_with_a_line_break_is_refused() {
        assert!(quoted(OsStr::new("/a\nExec=b")).is_err());
    }
}
