//! The main job without any window: `studio-store` and a real client.

use end_to_end::administrator::Administrator;
use end_to_end::clients::{CommandLine, Everything, sdk_does};
use end_to_end::desk::free_port;
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::files;
use end_to_end::scenario::scenario;
use end_to_end::store_client::{Door, StoreClient};
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;
use std::fs;

#[tokio::test]
async fn an_administrator_needs_no_window() -> Outcome {
    scenario("administrator", async |desk| {
        let imported = files::fixture("tokens.json");
        let administrator = Administrator::of(&desk.folder("store")?)?;
        let user = administrator.adds_user("ada@example.org", "Ada", "correct horse battery staple")?;
        let organization =
            administrator.does(&["organization", "add", "--name", "Nordlys", "--owner", &user])?;
        let project = administrator.does(&[
            "project",
            "add",
            "--organization",
            &organization,
            "--name",
            "Website",
        ])?;
        administrator.does(&[
            "project",
            "import",
            "--project",
            &project,
            &imported.display().to_string(),
        ])?;
        let key = administrator.does(&[
            "key",
            "create",
            "--user",
            &user,
            "--name",
            "Release build",
            "--scopes",
            "projects:read",
            "--expires",
            "90d",
        ])?;
        ensure(
            key.starts_with("tsk_") && key.len() == 42,
            "key create printed something beside the key",
        )?;

        let port = free_port()?;
        let _server = administrator.serves(&desk, port)?;
        let terminal = CommandLine::set_up(&desk.folder("terminal")?, &organization, &project, port)?;
        terminal.pulls_what_was_imported(&key, &imported)?;
        comes_back_as_written(&StoreClient::new(port), &key, &organization, &project).await?;

        let list: Value =
            serde_json::from_str(&administrator.does(&["key", "list", "--user", &user, "--json"])?)?;
        let id =
            find_id(&list).ok_or_else(|| end_to_end::failure::Failure::new(format!("no id in {list}")))?;
        ensure(!list.to_string().contains(&key), "key list shows the key")?;
        administrator.does(&["key", "revoke", &id])?;
        let refusal = terminal.is_refused(&key)?;
        ensure(
            refusal.contains("Unauthorized"),
            format!("the pull was refused with {refusal}"),
        )
    })
    .await
}

#[tokio::test]
async fn the_published_sdk_does_every_operation() -> Outcome {
    const EMAIL: &str = "ada@example.org";
    const PASSWORD: &str = "correct horse battery staple";
    const SCOPES: &str =
        "me:read,organizations:admin,organizations:user:write,projects:admin,actor_tokens:create";
    scenario("sdk", async |desk| {
        let administrator = Administrator::of(&desk.folder("store")?)?;
        let user = administrator.adds_user(EMAIL, "Ada", PASSWORD)?;
        let add = ["organization", "add", "--name", "Nordlys", "--owner", &user];
        let organization = administrator.does(&add)?;
        let create = [
            "key",
            "create",
            "--user",
            &user,
            "--name",
            "Everything",
            "--scopes",
        ];
        let key = administrator.does(&[&create[..], &[SCOPES, "--expires", "90d"]].concat())?;
        let port = free_port()?;
        let _server = administrator.serves(&desk, port)?;
        sdk_does(&Everything {
            port,
            email: EMAIL,
            password: PASSWORD,
            key: &key,
            organization: &organization,
        })
    })
    .await
}

/// Key order and number spelling of every set.
async fn comes_back_as_written(store: &StoreClient, key: &str, organization: &str, project: &str) -> Outcome {
    let file = fs::read_to_string(files::fixture("tokens.json"))?;
    let sets: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&file)?;
    for (name, set) in sets.iter().filter(|(name, _)| !name.starts_with('$')) {
        let raw = store.raw_set(key, organization, project, name).await?;
        ensure_equal(&without_spaces(&raw), &without_spaces(set.get()), name)?;
    }
    Ok(())
}

/// JSON without the white space between its parts.
fn without_spaces(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    json.chars()
        .filter(|character| {
            if *character == '"' && !escaped {
                quoted = !quoted;
            }
            escaped = quoted && *character == '\\' && !escaped;
            quoted || !character.is_whitespace()
        })
        .collect()
}

fn find_id(list: &Value) -> Option<String> {
    let first = list
        .as_array()
        .and_then(|keys| keys.first())
        .or_else(|| list.pointer("/keys/0"))?;
    first.get("id")?.as_str().map(str::to_owned)
}

#[tokio::test]
async fn what_is_no_key_opens_nothing() -> Outcome {
    scenario("no-key", async |desk| {
        let administrator = Administrator::of(&desk.folder("store")?)?;
        let user = administrator.adds_user("ada@example.org", "Ada", "correct horse battery staple")?;
        let create = |scopes| {
            [
                "key",
                "create",
                "--user",
                &user,
                "--name",
                "A",
                "--scopes",
                scopes,
                "--expires",
                "never",
            ]
        };
        let key = administrator.does(&create("me:read"))?;
        let unknown = administrator.is_refused(&create("projects:fly"))?;
        ensure(
            unknown.contains("projects:fly"),
            format!("the refusal does not name the scope: {unknown}"),
        )?;

        let port = free_port()?;
        let _server = administrator.serves(&desk, port)?;
        let store = StoreClient::new(port);
        let (status, body) = store.asks(&key, "{ self { user { name } } }").await?;
        ensure(
            status.is_success() && body["data"]["self"]["user"]["name"] == "Ada",
            format!("{status} {body}"),
        )?;
        let mistyped = format!("{}{}", &key[..41], if key.ends_with('0') { '1' } else { '0' });
        for wrong in [mistyped.as_str(), &key[..30], "tsk_", "", &format!("{key}x")] {
            ensure_equal(&store.tries(wrong).await?, &Door::Unauthorized, wrong)?;
        }
        let deep = format!("{}id{}", "{ self { user ".repeat(200), "} }".repeat(200));
        let (status, body) = store.asks(&key, &deep).await?;
        ensure(
            !status.is_server_error() && body.get("errors").is_some(),
            format!("{status} {body}"),
        )
    })
    .await
}
