//! What the store is compared with: handlers of the same libraries that do nothing but answer.
//!
//! - `GET /v1/authorize`: the constant headers that are given as `--header NAME VALUE`
//! - `POST /graphql`: async-graphql with constant data
//! - `GET /file/{name}`: a file of the folder given as `--files FOLDER`, in the pieces in which file servers send them

use std::io::Write;
use std::path::PathBuf;

use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Schema, SimpleObject};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream;
use tokio::io::AsyncReadExt;

use crate::Outcome;
use crate::data::{ORGANIZATIONS, PROJECTS};

/// As tower-http's `ServeFile` does it.
const PIECE: usize = 64 * 1024;

/// What it answers with.
#[derive(Default)]
struct Given {
    headers: HeaderMap,
    files: PathBuf,
}

/// Serves until the process is ended.
#[tokio::main]
pub(crate) async fn serve(arguments: &[String]) -> Outcome {
    let given = read(arguments)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(
        std::io::stderr(),
        "bare answers at http://{}",
        listener.local_addr()?
    )?;
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let router = Router::new()
        .route("/v1/authorize", get(constant).with_state(given.headers))
        .route("/graphql", post(graphql).with_state(schema))
        .route("/file/{name}", get(file).with_state(given.files));
    Ok(axum::serve(listener, router).await?)
}

fn read(arguments: &[String]) -> Outcome<Given> {
    let mut given = Given::default();
    let mut rest = arguments.iter();
    while let Some(flag) = rest.next() {
        let mut value = || rest.next().ok_or("a value is missing");
        match flag.as_str() {
            "--header" => {
                let name: HeaderName = value()?.parse()?;
                given.headers.append(name, value()?.parse()?);
            }
            "--files" => given.files = value()?.into(),
            _ => return Err(format!("there is no {flag}").into()),
        }
    }
    Ok(given)
}

async fn constant(State(headers): State<HeaderMap>) -> (HeaderMap, ()) {
    (headers, ())
}

async fn file(State(folder): State<PathBuf>, Path(name): Path<String>) -> Result<Response, StatusCode> {
    let opened = async {
        let file = tokio::fs::File::open(folder.join(name)).await?;
        let length = file.metadata().await?.len();
        std::io::Result::Ok((file, length))
    };
    let (file, length) = opened.await.map_err(|_| StatusCode::NOT_FOUND)?;
    let pieces = stream::try_unfold(file, |mut file| async {
        let mut piece = Vec::with_capacity(PIECE);
        let read = file.read_buf(&mut piece).await?;
        std::io::Result::Ok((read > 0).then(|| (Bytes::from(piece), file)))
    });
    let length = [(header::CONTENT_LENGTH, HeaderValue::from(length))];
    Ok((length, Body::from_stream(pieces)).into_response())
}

type Constant = Schema<Query, EmptyMutation, EmptySubscription>;

async fn graphql(State(schema): State<Constant>, body: Bytes) -> Result<Response, StatusCode> {
    let request: Request = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let answer = serde_json::to_vec(&schema.execute(request).await);
    let answer = answer.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

struct Query;

#[derive(SimpleObject)]
struct Organizations {
    data: Vec<Organization>,
}

#[derive(SimpleObject)]
struct Organization {
    id: String,
    name: String,
    projects: Projects,
}

#[derive(SimpleObject)]
struct Projects {
    data: Vec<Project>,
}

#[derive(SimpleObject)]
struct Project {
    id: String,
    name: String,
}

#[Object]
impl Query {
    /// As many as the store holds of them, with ids and names as long.
    async fn organizations(&self) -> Organizations {
        let id = |number: usize| format!("0191e5c2-8a34-7c1e-9d2b-{number:012}");
        let projects = || Projects {
            data: (0..PROJECTS)
                .map(|number| Project {
                    id: id(number),
                    name: format!("Project {number}"),
                })
                .collect(),
        };
        Organizations {
            data: (0..ORGANIZATIONS)
                .map(|number| Organization {
                    id: id(number),
                    name: format!("Organization {number}"),
                    projects: projects(),
                })
                .collect(),
        }
    }
}
