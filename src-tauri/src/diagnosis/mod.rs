//! The diagnosis file: what somebody who is asked for help needs to know, and nothing that is nobody else's business.
//!
//! It is written only where the user says, and sent nowhere.

mod redaction;
mod surroundings;

use std::collections::BTreeMap;
use std::path::Path;

use device::Device;
use jiff::Timestamp;
use serde::Serialize;

use crate::data_folder::DataFolder;
use crate::error::CommandError;
use crate::logging;
use crate::shortcut::ShortcutState;
use crate::whole_file;
use redaction::Redaction;

/// How many of the last lines of the log are told.
const LINES: usize = 300;

/// What only the running app knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Running {
    /// How it stands with the shortcut; nothing when that is not known.
    pub shortcut: Option<ShortcutState>,
    /// The version of the web engine.
    pub web_engine: String,
}

/// The file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Diagnosis {
    written: String,
    version: &'static str,
    tauri: &'static str,
    system: BTreeMap<&'static str, String>,
    services: BTreeMap<&'static str, bool>,
    #[serde(flatten)]
    running: Running,
    /// Nothing when the local database can't be opened.
    data: Option<device::Diagnosis>,
    log: Vec<String>,
}

/// Writes the diagnosis to a file. What can't be found out is left out: that is when a diagnosis is needed most.
pub(crate) fn write(
    file: &Path,
    folder: &DataFolder,
    device: Option<&Device>,
    running: Running,
) -> Result<(), CommandError> {
    let names = device.and_then(|device| device.all_names().ok());
    let redaction = Redaction::new(names.unwrap_or_default(), folders(folder));
    let lines = logging::last_lines(&folder.logs(), LINES);
    let diagnosis = Diagnosis {
        written: Timestamp::now().to_string(),
        version: env!("CARGO_PKG_VERSION"),
        tauri: tauri::VERSION,
        system: surroundings::system(),
        services: surroundings::services(),
        running,
        data: device.and_then(|device| device.diagnosis().ok()),
        log: lines.iter().map(|line| redaction.apply(line)).collect(),
    };
    let text = serde_json::to_string_pretty(&diagnosis).map_err(|error| CommandError::internal(&error))?;
    whole_file::write(file, (text + "\n").as_bytes()).map_err(|error| CommandError::unwritable(&error))
}

/// A person's folders are mostly called by the person's name.
fn folders(folder: &DataFolder) -> Vec<(String, &'static str)> {
    let home = directories::BaseDirs::new().map(|folders| folders.home_dir().display().to_string());
    let home = home.filter(|home| home.len() > 1);
    let data = Some((folder.path().display().to_string(), "[data folder]"));
    data.into_iter().chain(home.map(|home| (home, "~"))).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use device::BeginRequest;

    use super::*;

    const NAMES: [&str; 2] = ["Mira Lindqvist", "Nordlys Studio"];
    const SECRETS: [&str; 3] = [
        "tsk_0123456789abcdefABCDEF_secret",
        "c2Vzc2lvbjpzZWNyZXQ6MTIzNDU2Nzg5MDEyMzQ1Ng==",
        "AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    ];

    fn begun(folder: &DataFolder) -> Device {
        let device = Device::open(folder.path()).unwrap();
        let request = BeginRequest {
            user_id: "user".into(),
            user_name: NAMES[0].into(),
            organization_id: "organization".into(),
            organization_name: NAMES[1].into(),
            store_url: "http://127.0.0.1:4210".into(),
        };
        device.begin_on_this_computer(request).unwrap();
        device
    }

    fn plant(folder: &DataFolder) {
        let mut lines = String::new();
        for planted in NAMES.iter().chain(&SECRETS) {
            lines += "2026-11-25T03:06:45.123456Z ERROR device: refused: \"";
            lines += planted;
            lines += "\" in ";
            lines += &folder.path().join("x\n").display().to_string();
        }
        fs::write(folder.logs().join("studio-keys.2026-11-25.log"), lines).unwrap();
    }

    #[test]
    fn tells_what_is_needed_and_neither_secrets_nor_names() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::prepare(Some(parent.path().join("data"))).unwrap();
        let device = begun(&folder);
        plant(&folder);
        let file = parent.path().join("diagnosis.json");
        let running = Running {
            shortcut: Some(ShortcutState::Works),
            web_engine: "2.50.6".into(),
        };
        write(&file, &folder, Some(&device), running).unwrap();
        let text = fs::read_to_string(file).unwrap();
        for planted in NAMES.iter().chain(&SECRETS) {
            assert!(!text.contains(planted), "{planted} is in {text}");
        }
        assert!(!text.contains(&folder.path().display().to_string()), "{text}");
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(told["shortcut"], "works");
        assert_eq!(told["data"]["counts"]["organizations"], 1);
        assert_eq!(told["log"].as_array().unwrap().len(), NAMES.len() + SECRETS.len());
        let first = told["log"][0].as_str().unwrap();
        assert!(first.contains("ERROR device: refused"), "{first}");
    }

    #[test]
    fn is_written_where_nothing_could_be_opened() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::prepare(Some(parent.path().join("data"))).unwrap();
        let file = parent.path().join("diagnosis.json");
        let running = Running {
            shortcut: None,
            web_engine: String::new(),
        };
        write(&file, &folder, None, running.clone()).unwrap();
        let told: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        assert!(told["data"].is_null());
        assert!(write(&parent.path().join("missing/x"), &folder, None, running).is_err());
    }
}
