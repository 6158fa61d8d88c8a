//! What the page may call and be told, in types: `ui/src/backend/bindings.ts` is written from here.

use std::collections::BTreeMap;

use tauri::Wry;
use tauri_specta::{Builder, Commands, collect_commands, collect_events};

use crate::quick_menu::Action;
use crate::{commands, events};

macro_rules! for_each_command {
    ($($module:ident :: $name:ident),* $(,)?) => {
        collect_commands![$(commands::$module::$name),*]
    };
}

/// Every command and event, with its types.
pub(crate) fn builder() -> Builder<Wry> {
    Builder::new()
        .disable_serde_phases()
        .commands(all_commands())
        .constant("letters", letters())
        .events(collect_events![
            events::Changed,
            events::ClipboardChanged,
            events::DestinationWaiting,
            events::FileDropped,
            events::FileHovering,
            events::ImportProgress,
            events::LeavingWaiting,
            events::QuickMenuHidden,
            events::ShortcutPressed,
        ])
}

/// The letters that do something together with Ctrl or Cmd, by what they do.
fn letters() -> BTreeMap<&'static str, Action> {
    let with_letter = |action: Action| action.letter().map(|letter| (letter, action));
    Action::ALL.into_iter().filter_map(with_letter).collect()
}

fn all_commands() -> Commands<Wry> {
    include!("commands/list.rs")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use specta_typescript::Typescript;

    use super::*;

    const HEADER: &str = "// Generated from src-tauri/src: `UPDATE_BINDINGS=1 cargo test -p studio-keys bindings` writes it anew.\n";

    #[test]
    fn the_bindings_are_current() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let generated = folder.path().join("bindings.ts");
        builder()
            .export(Typescript::default().header(HEADER), &generated)
            .unwrap();
        let text = std::fs::read_to_string(&generated).unwrap();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::create_dir_all(committed.parent().unwrap()).unwrap();
            std::fs::write(&committed, &text).unwrap();
        }
        let stale =
            "ui/src/backend/bindings.ts is stale: run UPDATE_BINDINGS=1 cargo test -p studio-keys bindings";
        assert!(
            std::fs::read_to_string(&committed).is_ok_and(|found| found == text),
            "{stale}"
        );
    }
}
