//! Pulling a project of 20 MB, beside the same bytes as a file.

use std::time::Instant;

use serde_json::{Map, Value, json};
use tempfile::tempdir;

use figures::{Figure, Limit, median};

use crate::Outcome;
use crate::data::{Data, bearer};
use crate::load::{Connection, get, post};
use crate::server::Server;

/// As the SDK writes it.
const QUERY: &str = "query($organization: String!, $id: String!, $name: String) {
    project(organization: $organization, id: $id) { branch(name: $name) { tokenSets { data { name raw } } } } }";

const TURNS: usize = 21;

const SETS: usize = 20;
const TOKENS: usize = 10_000;

pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let data = Data::new()?;
    let organization = data.organization("Northwind")?;
    let project = data.project(&organization, "Brand")?;
    data.import(&project, &tokens())?;
    let key = bearer(&data.key()?);
    let headers = [("authorization", key.as_str())];
    let variables = json!({ "organization": organization, "id": project, "name": "main" });
    let query = json!({ "query": QUERY, "variables": variables }).to_string();
    let document = get(&format!("/figma/{project}"), &headers);
    let store = Server::store(&data.path(), &[])?;
    Ok(vec![
        compare("`GET /figma/{project}` of 20 MB", &store, &document).await?,
        compare(
            "the SDK’s pull of 20 MB",
            &store,
            &post("/graphql", &headers, &query),
        )
        .await?,
    ])
}

/// A file of tokens of about 20 MB.
fn tokens() -> String {
    let token = |set: usize, number: usize| {
        let value = format!("#{:06x}", set * TOKENS + number);
        (
            format!("color-{number:05}"),
            json!({ "$value": value, "$type": "color", "$description": "From the brand book, page two." }),
        )
    };
    let set = |set| {
        let tokens: Map<String, Value> = (0..TOKENS).map(|number| token(set, number)).collect();
        (format!("set-{set}"), Value::Object(tokens))
    };
    Value::Object((0..SETS).map(set).collect()).to_string()
}

/// Asks in turns, over one connection to each.
async fn compare(what: &'static str, store: &Server, request: &[u8]) -> Outcome<Figure> {
    let mut ours = Connection::open(store.address).await?;
    let (answer, body) = ours.body_of(request).await?;
    if answer.status != 200 || !body.starts_with(b"{") || body.len() < 19_000_000 {
        let begin = String::from_utf8_lossy(body.get(..200).unwrap_or(&body)).into_owned();
        return Err(format!("{what}: {} bytes with {}: {begin}", body.len(), answer.status).into());
    }
    let files = tempdir()?;
    std::fs::write(files.path().join("same"), &body)?;
    let folder = files.path().to_str().ok_or("no text")?.to_owned();
    let bare = Server::bare(&["--files".to_owned(), folder])?;
    let mut theirs = Connection::open(bare.address).await?;
    let file = get("/file/same", &[]);
    theirs.ask(&file).await?;
    let (mut ours_took, mut file_took) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours_took.push(time(&mut ours, request).await?);
        file_took.push(time(&mut theirs, &file).await?);
    }
    let (took, file) = (median(ours_took), median(file_took));
    Ok(Figure {
        what,
        ours: format!("{took:.1} ms"),
        beside: format!("{file:.1} ms (the same bytes as a file)"),
        value: took / file,
        limit: Some(Limit::AtMost(1.5)),
        unit: "×",
    })
}

/// In milliseconds.
async fn time(connection: &mut Connection, request: &[u8]) -> Outcome<f64> {
    let begun = Instant::now();
    match connection.ask(request).await?.status {
        200 => Ok(begun.elapsed().as_secs_f64() * 1_000.0),
        status => Err(format!("{status} was answered").into()),
    }
}
