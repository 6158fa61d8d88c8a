//! Making a project from Tokens Studio JSON: the file goes to the store piece by piece, and the project comes here by
//! sync. What is in the file is the store's to judge.

use std::path::Path;
use std::time::Duration;

use device::Device;
use device::view::ProjectView;
use futures_util::stream;
use keys::PlainKey;
use reqwest::{Body, Client, StatusCode, Url};
use serde::Deserialize;
use tauri::AppHandle;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::error::{CommandError, ErrorCode};
use crate::events::{ImportProgress, tell};
use crate::views::ImportStep;

/// The small set of design tokens that a first project can begin with.
pub(crate) const STARTER_SET: &[u8] = include_bytes!("starter.tokens.json");

const PIECE: usize = 64 * 1024;

/// How long the store may take to read what it was sent.
const ANSWER_CAP: Duration = Duration::from_secs(300);

/// How long a project that the store has may take to come here.
const FETCH_CAP: Duration = Duration::from_secs(30);

/// Where a project is to be made, and by whom.
pub(crate) struct Destination {
    /// Where the store is.
    pub store_url: String,
    /// The user's session.
    pub session: PlainKey,
    /// The organization that gets the project.
    pub organization_id: String,
}

/// The project to be made.
pub(crate) struct NewProject {
    /// A UUID made here: the store makes the project once, however often it is asked.
    pub id: String,
    /// Its name, checked.
    pub name: String,
    /// The name of the file it is made from, after which a file that is one set is called.
    pub file_name: String,
}

#[derive(Deserialize)]
struct Made {
    id: String,
}

#[derive(Deserialize)]
struct Refusal {
    message: String,
}

/// Tells the page how far the import of one file has come.
#[derive(Clone)]
pub(crate) struct Progress {
    app: AppHandle,
    file_id: String,
    sent: u64,
    total: u64,
}

impl Progress {
    /// Of a file that the page knows by this id.
    pub(crate) fn new(app: AppHandle, file_id: String) -> Self {
        Self {
            app,
            file_id,
            sent: 0,
            total: 0,
        }
    }

    /// A body that reads the file piece by piece and tells what has gone.
    pub(crate) async fn body_of(&mut self, path: &Path) -> Result<Body, CommandError> {
        let file = File::open(path).await.map_err(|error| unreadable(&error))?;
        self.total = file.metadata().await.map_err(|error| unreadable(&error))?.len();
        let pieces = stream::try_unfold((file, self.clone()), |(mut file, mut progress)| async move {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece).await?;
            piece.truncate(count);
            progress.went(count as u64);
            Ok::<_, std::io::Error>((count > 0).then_some((piece, (file, progress))))
        });
        Ok(Body::wrap_stream(pieces))
    }

    /// Tells what is being done, now that all has been sent.
    pub(crate) fn tell(&mut self, step: ImportStep) {
        self.sent = self.total;
        self.emit(step);
    }

    /// A word for every hundredth part is enough for a bar.
    fn went(&mut self, count: u64) {
        let part = |sent: u64| (sent * 100).checked_div(self.total).unwrap_or_default();
        let (before, now) = (self.sent, self.sent + count);
        self.sent = now;
        if count == 0 {
            self.emit(ImportStep::Reading);
        } else if part(now) != part(before) {
            self.emit(ImportStep::Sending);
        }
    }

    fn emit(&self, step: ImportStep) {
        let size = |bytes: u64| u32::try_from(bytes).unwrap_or(u32::MAX);
        let (sent, total) = (size(self.sent), size(self.total));
        let file_id = self.file_id.clone();
        tell(
            &self.app,
            &ImportProgress {
                file_id,
                sent,
                total,
                step,
            },
        );
    }
}

fn unreadable(error: &std::io::Error) -> CommandError {
    CommandError::new(
        ErrorCode::BadFile,
        format!("The file can’t be read: {error}. Choose it again."),
    )
}

/// Sends a body to the store and answers the id of the project made of it, as a whole or not at all.
pub(crate) async fn send(
    destination: &Destination,
    project: &NewProject,
    body: Body,
) -> Result<String, CommandError> {
    let client = Client::builder().no_proxy().timeout(ANSWER_CAP).build();
    let request = client
        .map_err(|error| CommandError::internal(&error))?
        .post(projects_url(destination, project)?)
        .header("Content-Type", "application/json")
        // Exposed to this request alone: the session never leaves this computer.
        .bearer_auth(destination.session.expose())
        .body(body);
    let answer = request.send().await.map_err(|error| unreachable(&error))?;
    let status = answer.status();
    let text = answer.bytes().await.map_err(|error| unreachable(&error))?;
    if status == StatusCode::CREATED {
        let made: Made = serde_json::from_slice(&text).map_err(|error| CommandError::internal(&error))?;
        return Ok(made.id);
    }
    Err(refused(status, &text))
}

/// Waits until sync has brought a project here.
pub(crate) async fn bring_here(device: &Device, id: &str) -> Result<ProjectView, CommandError> {
    let mut changes = device.subscribe();
    let arrival = async {
        loop {
            if let Some(project) = find(device.clone(), id.to_owned()).await? {
                return Ok(project);
            }
            // A lagging listener has missed something: looking again is right in any case.
            let _ = changes.recv().await;
        }
    };
    timeout(FETCH_CAP, arrival).await.unwrap_or_else(|_| {
        Err(CommandError::new(
            ErrorCode::StoreUnavailable,
            "The project is in the store, but has not come here yet. It appears by itself as soon as the store answers.",
        ))
    })
}

async fn find(device: Device, id: String) -> Result<Option<ProjectView>, CommandError> {
    let projects = crate::commands::blocking(move || device.projects()).await?;
    Ok(projects.into_iter().find(|project| project.id == id))
}

fn projects_url(destination: &Destination, project: &NewProject) -> Result<Url, CommandError> {
    let path = format!(
        "{}/v1/organizations/{}/projects",
        destination.store_url, destination.organization_id
    );
    let parameters = [
        ("id", &project.id),
        ("name", &project.name),
        ("file", &project.file_name),
    ];
    Url::parse_with_params(&path, parameters).map_err(|error| CommandError::internal(&error))
}

fn unreachable(error: &reqwest::Error) -> CommandError {
    tracing::warn!(%error, "the store could not be reached for an import");
    CommandError::new(
        ErrorCode::StoreUnavailable,
        "The store did not answer. Try again in a moment: what it has already is not imported twice.",
    )
}

fn refused(status: StatusCode, text: &[u8]) -> CommandError {
    let code = match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => ErrorCode::BadFile,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::FileTooLarge,
        _ => ErrorCode::StoreRefused,
    };
    let message = serde_json::from_slice(text).map_or_else(
        |_| format!("The store refused the file ({status}). Nothing was imported."),
        |Refusal { message }| message,
    );
    CommandError::new(code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_set_is_whole() {
        let set: serde_json::Value = serde_json::from_slice(STARTER_SET).unwrap();
        let order = set["$metadata"]["tokenSetOrder"].as_array().unwrap();
        for name in order {
            assert!(set[name.as_str().unwrap()].is_object(), "{name}");
        }
        for theme in set["$themes"].as_array().unwrap() {
            for name in theme["selectedTokenSets"].as_object().unwrap().keys() {
                assert!(order.contains(&serde_json::json!(name)), "{name}");
            }
        }
        assert_eq!(set.as_object().unwrap().len(), order.len() + 2);
    }

    #[test]
    fn a_refusal_keeps_the_sentence_of_the_store() {
        let text = br#"{"code":"INVALID_INPUT","message":"line 3, column 7: expected a comma."}"#;
        let error = refused(StatusCode::BAD_REQUEST, text);
        assert_eq!(
            (error.code, error.message.as_str()),
            (ErrorCode::BadFile, "line 3, column 7: expected a comma.")
        );
        assert_eq!(
            refused(StatusCode::PAYLOAD_TOO_LARGE, b"").code,
            ErrorCode::FileTooLarge
        );
        assert_eq!(
            refused(StatusCode::FORBIDDEN, b"<html>").code,
            ErrorCode::StoreRefused
        );
    }

    #[test]
    fn a_name_is_written_into_the_address_safely() {
        let destination = Destination {
            store_url: "http://127.0.0.1:4210".into(),
            session: PlainKey::generate(keys::KeyKind::Session).unwrap(),
            organization_id: "o".into(),
        };
        let project = NewProject {
            id: "p".into(),
            name: "R&D / 100% #1".into(),
            file_name: "a&b=c.json".into(),
        };
        let url = projects_url(&destination, &project).unwrap();
        assert_eq!(url.path(), "/v1/organizations/o/projects");
        assert_eq!(
            url.query_pairs().collect::<Vec<_>>(),
            [
                ("id".into(), "p".into()),
                ("name".into(), "R&D / 100% #1".into()),
                ("file".into(), "a&b=c.json".into()),
            ]
        );
    }
}
