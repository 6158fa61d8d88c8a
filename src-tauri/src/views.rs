//! What the shell itself adds to the views of `device`: plain data for the page. No secrets but [`SplitSecret`].

use std::fmt;

use device::view::{KeyView, ThemeChoice};
use device::{Closing, Passphrase};
use serde::{Deserialize, Serialize};
use specta::Type;

use zeroize::Zeroizing;

use crate::copy_form::CopyForm;
use crate::error::CommandError;

/// How the app stands, asked first by every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppStatus {
    /// What can be shown.
    pub phase: AppPhase,
    /// Why the app can't be used, when it can't.
    pub problem: Option<CommandError>,
    /// The theme that the user chose.
    pub theme: ThemeChoice,
    /// What the computer runs.
    pub platform: Platform,
    /// The app's version.
    pub version: String,
    /// Whether the system-wide shortcut is still to be told of; until then it takes no keys.
    pub asks_shortcut: bool,
}

/// What the app is made of, and where its data is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AboutView {
    /// The app's version.
    pub version: String,
    /// Tauri's.
    pub tauri: String,
    /// The web engine's.
    pub web_engine: String,
    /// Of `SQLite`.
    pub sqlite: String,
    /// Where the data is.
    pub data_folder: String,
}

/// What can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AppPhase {
    /// Nobody has begun here yet.
    Welcome,
    /// Everything.
    Ready,
    /// Nothing: what is kept on this computer could not be opened.
    Failed,
}

/// What the computer runs, for the names of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Platform {
    /// Linux and the like.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

/// The names with which somebody begins on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartRequest {
    /// The user's name, as typed.
    pub user_name: String,
    /// The organization's name, as typed.
    pub organization_name: String,
}

/// A file that the user chose or dropped. Its path stays in Rust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChosenFile {
    /// What the page calls it by, until the app is left.
    pub id: String,
    /// Its name, without its folder.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u32,
}

/// A project to be made from a chosen file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportRequest {
    /// The file.
    pub file_id: String,
    /// The project's name, as typed.
    pub name: String,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ImportStep {
    /// The file is on its way to the store.
    Sending,
    /// The store has all of it, and reads it.
    Reading,
    /// The project is in the store, and is being brought here.
    Fetching,
}

/// What is told about a key from its making until its page is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevealView {
    /// The key, without its secret.
    pub key: KeyView,
    /// What to do with it next, tool by tool.
    pub next_steps: Vec<NextStep>,
}

/// How to connect one tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NextStep {
    /// Which tool.
    pub tool: Tool,
    /// The project that the lines are for.
    pub project_id: Option<String>,
    /// What to paste, in order.
    pub lines: Vec<NextStepLine>,
}

/// A tool that a key can be used with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Tool {
    /// The Figma plugin's *Generic Versioned* provider.
    Figma,
    /// The `tokensstudio` command.
    CommandLine,
    /// `curl`, or any GraphQL client.
    Curl,
}

/// Something to paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NextStepLine {
    /// Where it belongs.
    pub label: String,
    /// What it looks like, the secret as dots.
    pub text: String,
    /// What its copy button asks for.
    pub copy: LineCopy,
}

/// What the copy button beside a line asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum LineCopy {
    /// `copySecret(form)`: the line has the secret in it.
    Secret {
        /// How the secret is written.
        form: CopyForm,
    },
    /// `copyText(text)`: it has none.
    Text {
        /// Which text.
        text: CopyText,
    },
}

/// How the app is closed and started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GeneralSettings {
    /// What closing the window does where a tray shows the app.
    pub closing: Closing,
    /// Whether one does just now.
    pub tray_shown: bool,
    /// Whether the app starts at login.
    pub starts_at_login: bool,
    /// Whether such a start shows no window.
    pub starts_hidden: bool,
}

/// A text without a secret that can be copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum CopyText {
    /// Where the Figma plugin finds a project.
    #[serde(rename_all = "camelCase")]
    FigmaUrl {
        /// The project.
        project_id: String,
    },
    /// The content of `.tokensstudio.json` for a project.
    #[serde(rename_all = "camelCase")]
    CommandLineConfiguration {
        /// The project.
        project_id: String,
    },
    /// The command that pulls a project's design tokens.
    CommandLineCommand,
    /// Where the store is.
    StoreUrl,
    /// The command that opens the quick menu.
    QuickMenuCommand,
    /// A project's id.
    ProjectId {
        /// The project; the one that is looked at when left out.
        id: Option<String>,
    },
    /// The id of the organization whose project is looked at.
    OrganizationId,
    /// A key's id.
    KeyId {
        /// The key.
        id: String,
    },
    /// The link that has somebody's stepper begin with what a key is.
    RecipeLink {
        /// The key.
        id: String,
    },
}

/// A secret in two halves of equal length: each byte is one of `first` XOR the same of `second`. Each half alone is
/// random, so that no buffer on the way to the page ever holds the secret.
#[derive(Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SplitSecret {
    /// Random bytes.
    pub first: Vec<u8>,
    /// The secret, XOR those.
    pub second: Vec<u8>,
}

impl fmt::Debug for SplitSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SplitSecret(redacted)")
    }
}

/// How it stands with a panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PanicView {
    /// How many keys it is about.
    pub keys: u32,
    /// How many of them still open what they did.
    pub still_live: u32,
    /// How long it can still be taken back; nothing once the keys are deleted here.
    pub milliseconds_left: Option<u32>,
}

/// A passphrase on its way from the page, in two halves of equal length: each byte of its UTF-8 is one of `first` XOR the
/// same of `second`. Each half alone is random, so that no buffer on the way here ever holds the passphrase.
#[derive(Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SplitText {
    /// Random bytes.
    pub first: Vec<u8>,
    /// The text, XOR those.
    pub second: Vec<u8>,
}

impl SplitText {
    /// Puts the halves together.
    pub(crate) fn into_passphrase(self) -> Result<Passphrase, CommandError> {
        let halves = self.first.iter().zip(self.second.iter());
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.first.len()));
        bytes.extend(halves.map(|(first, second)| first ^ second));
        match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) if self.first.len() == self.second.len() => Ok(Passphrase::new(text)),
            _ => Err(CommandError::internal(
                &"a passphrase came in halves that do not fit",
            )),
        }
    }
}

impl fmt::Debug for SplitText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SplitText(redacted)")
    }
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportDone {
    /// The file's name, without its folder.
    pub file_name: String,
    /// How many copies are in it.
    pub copies: u32,
    /// How many are damaged, and are not.
    pub left_out: u32,
}

/// A secret of ours that is on the clipboard now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClipboardView {
    /// The name of its key.
    pub key_name: String,
    /// When it is taken off again; never by itself, when there is nothing.
    pub clears_at: Option<String>,
}
