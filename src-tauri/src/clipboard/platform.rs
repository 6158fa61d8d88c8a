//! How each system is told that a text is a secret, so that its clipboard history leaves it out.

use arboard::{Clipboard, Error};

/// Puts a secret onto the clipboard.
pub(super) fn set_secret(clipboard: &mut Clipboard, text: &str) -> Result<(), Error> {
    exclude_from_history(clipboard.set()).text(text)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn exclude_from_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn exclude_from_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn exclude_from_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_monitoring()
        .exclude_from_cloud()
        .exclude_from_history()
}
