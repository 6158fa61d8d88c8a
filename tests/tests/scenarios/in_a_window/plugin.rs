//! The Figma plugin in a web browser, whose rules for pages without an origin it has to get past: what it asks of
//! `studio-store`, preflights included. What the answers are to be stands in `clients/plugin`.

use end_to_end::administrator::Administrator;
use end_to_end::desk::{Desk, free_port};
use end_to_end::failure::{Failure, Outcome, ensure, ensure_equal};
use end_to_end::files;
use end_to_end::plugin::Plugin;
use end_to_end::process::Started;
use end_to_end::scenario::scenario;
use end_to_end::store_client::{Door, StoreClient};
use jiff::Timestamp;
use keys::{KeyKind, PlainKey};
use serde_json::{Value, json};

/// What the documentation tells designers to choose for the plugin.
const FOR_THE_PLUGIN: &str = "projects:read,projects:write,actor_tokens:create";

/// A store with content, and the plugin pointed at it.
struct Studio {
    administrator: Administrator,
    user: String,
    store: StoreClient,
    plugin: Plugin,
    /// The key that is going to be deleted.
    doomed: String,
    unknown: String,
    _server: Started,
}

impl Studio {
    async fn set_up(desk: &Desk, scheme: &str) -> Outcome<Self> {
        let data = desk.folder("store")?;
        let administrator = Administrator::of(&data)?;
        let user = administrator.adds_user("ada@example.org", "Ada", "correct horse battery staple")?;
        let organization =
            administrator.does(&["organization", "add", "--name", "Nordlys", "--owner", &user])?;
        let project =
            |name| administrator.does(&["project", "add", "--organization", &organization, "--name", name]);
        let (website, empty) = (project("Website")?, project("Empty")?);
        let imported = files::fixture("tokens.json");
        let file = imported.display().to_string();
        administrator.does(&["project", "import", "--project", &website, &file])?;
        let key = |name, scopes| makes_a_key(&administrator, &user, name, scopes);
        let (expired, doomed) = (key("Expired", FOR_THE_PLUGIN)?, key("Doomed", FOR_THE_PLUGIN)?);
        expire(&data.join("store.sqlite3"), "Expired")?;
        let unknown = PlainKey::generate(KeyKind::Api)?.expose().to_owned();
        let port = free_port()?;
        let given = json!({
            "store": format!("{scheme}://127.0.0.1:{port}"),
            "organization": organization,
            "projects": { "Empty": empty, "Website": website },
            "imported": serde_json::from_slice::<Value>(&std::fs::read(&imported)?)?,
            "keys": {
                "plugin": key("Figma", FOR_THE_PLUGIN)?,
                "reader": key("Reader", "projects:read")?,
                "stranger": key("Stranger", "me:read")?,
                "expired": expired,
                "deleted": doomed,
                "unknown": unknown,
            },
        });
        let server = match scheme {
            "https" => administrator.serves_securely(desk, port)?,
            _ => administrator.serves(desk, port)?,
        };
        let plugin = Plugin::opens_in(desk.opens_a_browser().await?, given).await?;
        Ok(Self {
            administrator,
            user,
            store: StoreClient::new(port),
            plugin,
            doomed,
            unknown,
            _server: server,
        })
    }

    async fn does(&self, steps: &[&str]) -> Outcome {
        for step in steps {
            self.plugin.does(step).await?;
        }
        Ok(())
    }

    /// The browser asked the store beforehand whether the page may ask, and was never told that it may not.
    async fn was_asked_beforehand(&self, route: &str) -> Outcome {
        let preflights = self.store.answered(route, "OPTIONS").await?;
        let statuses: Vec<u16> = preflights.keys().copied().collect();
        ensure_equal(&statuses, &vec![200], &format!("preflights of {route}"))
    }

    fn deletes_the_doomed_key(&self) -> Outcome {
        let list = self
            .administrator
            .does(&["key", "list", "--user", &self.user, "--json"])?;
        let list: Vec<Value> = serde_json::from_str(&list)?;
        let doomed = list.iter().find(|key| key["name"] == "Doomed");
        let id = doomed.and_then(|key| key["id"].as_str());
        let id = id.ok_or_else(|| Failure::new("the key is not listed"))?;
        self.administrator.does(&["key", "revoke", id]).map(drop)
    }
}

fn makes_a_key(administrator: &Administrator, user: &str, name: &str, scopes: &str) -> Outcome<String> {
    let words = [
        "key", "create", "--user", user, "--name", name, "--scopes", scopes,
    ];
    administrator.does(&[words.as_slice(), &["--expires", "90d"]].concat())
}

/// Lets a key end in the past, for which no command can be given.
fn expire(database: &std::path::Path, name: &str) -> Outcome {
    let end: Timestamp = "2026-03-12T10:00:00Z".parse()?;
    let changed = rusqlite::Connection::open(database)?.execute(
        "UPDATE api_keys SET expires_at = ?1 WHERE name = ?2",
        rusqlite::params![end.as_millisecond(), name],
    )?;
    ensure_equal(&changed, &1, "keys that were let end")
}

#[tokio::test]
async fn a_designer_signs_in_pulls_and_pushes() -> Outcome {
    scenario("plugin", async |desk| {
        let studio = Studio::set_up(&desk, "http").await?;
        studio.does(&["isHeldToTheRules", "findsItsWay"]).await?;
        studio.does(&["signsIn", "isSignedOut", "lacksAScope"]).await?;
        studio
            .does(&["pulls", "pushesTokenSets", "pushesThemeGroups"])
            .await?;
        studio.does(&["pushesNothing", "pulls", "opensASocket"]).await?;
        studio.was_asked_beforehand("/graphql").await?;
        let challenge = studio.store.challenges(&studio.unknown).await?;
        ensure_equal(
            &challenge.as_str(),
            &"Bearer error=\"invalid_token\"",
            "the challenge",
        )
    })
    .await
}

#[tokio::test]
async fn a_project_is_synced_as_one_document() -> Outcome {
    scenario("plugin-document", async |desk| {
        let studio = Studio::set_up(&desk, "http").await?;
        studio.does(&["isHeldToTheRules", "beginsAProject"]).await?;
        studio
            .does(&["pushesAndPulls", "noticesOthers", "overwritesNothingUnseen"])
            .await?;
        studio.was_asked_beforehand("/figma/{project}").await
    })
    .await
}

#[tokio::test]
async fn a_designer_reads_why_a_sync_failed() -> Outcome {
    scenario("plugin-refusals", async |desk| {
        let studio = Studio::set_up(&desk, "http").await?;
        studio.does(&["isHeldToTheRules", "isToldOfWrongKeys"]).await?;
        let before = studio.store.tries(&studio.doomed).await?;
        ensure(before == Door::Open, "the key was good for nothing")?;
        studio.deletes_the_doomed_key()?;
        studio
            .does(&[
                "isToldOfADeletedKey",
                "isToldOfWhatAKeyLacks",
                "isToldOfBadDocuments",
            ])
            .await?;
        studio.does(&["isToldOfTooManyWrongKeys"]).await?;
        studio.was_asked_beforehand("/figma/{project}").await
    })
    .await
}

/// What a store that is not on the designer's own computer speaks. Phrases are of HTTP/1.1, and no browser may be offered
/// a newer one.
#[tokio::test]
async fn the_same_is_done_and_read_over_tls() -> Outcome {
    scenario("plugin-tls", async |desk| {
        let studio = Studio::set_up(&desk, "https").await?;
        studio.does(&["isHeldToTheRules", "findsItsWay"]).await?;
        studio
            .does(&["signsIn", "isSignedOut", "pulls", "opensASocket"])
            .await?;
        studio
            .does(&["beginsAProject", "pushesAndPulls", "isToldOfWrongKeys"])
            .await
    })
    .await
}
