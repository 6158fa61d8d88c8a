//! The app is killed at fifty random moments while keys are made and deleted.

use end_to_end::designer::{Designer, MadeKey, text_at};
use end_to_end::desk::Desk;
use end_to_end::failure::{Failure, Outcome, ensure, ensure_equal};
use end_to_end::page::Page;
use end_to_end::process;
use end_to_end::scenario::scenario_within;
use end_to_end::store_client::{Door, StoreClient};
use rand::RngExt;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const KILLS: u32 = 50;

/// How many keys are tried from one address: whoever tries more than thirty deleted ones is taken for a burglar.
const TRIED_FROM_ONE: usize = 25;

/// What the app has said it did; nothing that was under way when it was killed.
#[derive(Default)]
struct Acknowledged {
    live: BTreeMap<String, MadeKey>,
    deleted: Vec<MadeKey>,
    /// A deletion was asked for and not answered: it may have happened or not.
    unsure: Vec<MadeKey>,
    made: u32,
}

#[tokio::test]
async fn fifty_kills_lose_nothing_repeat_nothing_and_revive_nothing() -> Outcome {
    scenario_within(Duration::from_secs(480), "fifty-kills", async |desk| {
        Designer::settles_in(&desk).await?.window.kill()?;
        let mut acknowledged = Acknowledged::default();
        for round in 1..=KILLS {
            let result = one_life(&desk, &mut acknowledged).await;
            result.map_err(|failure| failure.during(&format!("life {round}")))?;
        }
        ensure(
            acknowledged.made > KILLS,
            format!("only {} keys were made: no test at all", acknowledged.made),
        )?;
        ensure(
            !acknowledged.deleted.is_empty(),
            "no key was deleted: no test at all",
        )?;
        let designer = Designer::opens_the_app_again(&desk).await?;
        holds_true(&designer, &acknowledged, usize::MAX).await
    })
    .await
}

/// Opens the app, checks what it knows, makes and deletes keys, and is killed at a random moment.
async fn one_life(desk: &Arc<Desk>, acknowledged: &mut Acknowledged) -> Outcome {
    let designer = Designer::opens_the_app_again(desk).await?;
    holds_true(&designer, acknowledged, 5).await?;
    let moment = Duration::from_millis(rand::rng().random_range(20..1_200));
    let process = designer.window.process();
    let killer = tokio::spawn(async move {
        tokio::time::sleep(moment).await;
        process::kill(process)
    });
    let working = works_until_killed(designer.page(), acknowledged);
    // An answer that never comes, because nobody is left to give it.
    let _ = tokio::time::timeout(moment + Duration::from_millis(700), working).await;
    killer.await??;
    Ok(())
}

async fn works_until_killed(page: &Page, acknowledged: &mut Acknowledged) -> Outcome {
    loop {
        let name = format!("Key {:04}-{:08x}", acknowledged.made, rand::rng().random::<u32>());
        let key = makes(page, &name).await?;
        acknowledged.live.insert(key.id.clone(), key);
        acknowledged.made += 1;
        if rand::rng().random_ratio(2, 5)
            && let Some(id) = acknowledged.live.keys().next().cloned()
        {
            acknowledged.unsure.extend(acknowledged.live.remove(&id));
            page.invokes("delete_keys", json!({ "ids": [id] })).await?;
            acknowledged.deleted.extend(acknowledged.unsure.pop());
        }
    }
}

/// Makes a key through the page's own commands and reads it as *Show* does.
async fn makes(page: &Page, name: &str) -> Outcome<MadeKey> {
    let body = "
        const invoke = window.__TAURI_INTERNALS__.invoke;
        const request = { name: arguments[0], expiry: { kind: 'never' }, scopes: ['projects:read', 'me:read'] };
        const made = await invoke('create_key', { request });
        const shown = await invoke('show_secret');
        const secret = String.fromCharCode(...shown.first.map((byte, at) => byte ^ shown.second[at]));
        await invoke('finish_reveal', { saved: true });
        return { id: made.key.id, secret };
    ";
    let made = page.awaits(body, vec![name.into()]).await?;
    Ok(MadeKey {
        id: text_at(&made, "/id")?,
        secret: text_at(&made, "/secret")?,
    })
}

/// Nothing made is missing, nothing is doubled, nothing deleted works: in the list, and at the store's door.
async fn holds_true(designer: &Designer, acknowledged: &Acknowledged, tried: usize) -> Outcome {
    let current = names_by_id(designer.page(), "current").await?;
    let ended = names_by_id(designer.page(), "ended").await?;
    for id in acknowledged.live.keys() {
        ensure(
            current.contains_key(id),
            format!("the key {id} was made and is missing"),
        )?;
    }
    for key in &acknowledged.deleted {
        ensure(
            !current.contains_key(&key.id),
            format!("the key {} was deleted and is back", key.id),
        )?;
    }
    let mut names: Vec<_> = current.values().chain(ended.values()).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    ensure(names.len() == all, "a key is there twice")?;

    designer.is_in_sync().await?;
    let port = designer.place().await?.port;
    let expected = |key: &MadeKey| {
        if current.contains_key(&key.id) {
            Door::Open
        } else {
            Door::Unauthorized
        }
    };
    let all = [&acknowledged.deleted, &acknowledged.unsure];
    let lists = all.map(|keys| keys.iter().rev().take(tried));
    let live = acknowledged.live.values().rev().take(tried);
    let keys: Vec<_> = live.chain(lists.into_iter().flatten()).collect();
    for (number, keys) in (1..).zip(keys.chunks(TRIED_FROM_ONE)) {
        let store = StoreClient::elsewhere(port, number)?;
        for key in keys {
            ensure_equal(&store.tries(&key.secret).await?, &expected(key), &key.id)?;
        }
    }
    knows_the_same(
        &StoreClient::new(port),
        acknowledged,
        current.keys().cloned().collect(),
    )
    .await
}

/// The store lists the very live keys that the device has, once each.
async fn knows_the_same(
    store: &StoreClient,
    acknowledged: &Acknowledged,
    mut current: Vec<String>,
) -> Outcome {
    let Some(key) = acknowledged.live.values().next() else {
        return Ok(());
    };
    let mut ids = live_ids(store, &key.secret).await?;
    ids.sort();
    current.sort();
    ensure_equal(&ids, &current, "the live keys of the store")
}

/// The keys that the store has and that are not deleted, page by page.
async fn live_ids(store: &StoreClient, secret: &str) -> Outcome<Vec<String>> {
    let mut ids = Vec::new();
    for page in 1.. {
        let query = format!("{{ self {{ apiKeys(page: {page}, limit: 1000) {{ data {{ id state }} }} }} }}");
        let (_, body) = store.asks(secret, &query).await?;
        let keys = body.pointer("/data/self/apiKeys/data").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| Failure::new(format!("the store lists no keys: {body}")))?;
        let live = keys.iter().filter(|key| key["state"] != "DELETED");
        ids.extend(live.filter_map(|key| key["id"].as_str().map(str::to_owned)));
        if keys.len() < 1_000 {
            break;
        }
    }
    Ok(ids)
}

async fn names_by_id(page: &Page, shelf: &str) -> Outcome<BTreeMap<String, String>> {
    let query =
        json!({ "shelf": shelf, "search": "", "status": null, "sort": "created", "descending": true });
    let body = "
        const rows = [];
        for (;;) {
            const query = { ...arguments[0], offset: rows.length, limit: 500 };
            const page = await window.__TAURI_INTERNALS__.invoke('query_keys', { query });
            rows.push(...page.rows);
            if (page.rows.length === 0 || rows.length >= page.total) return rows.map((row) => [row.id, row.name]);
        }
    ";
    Ok(
        serde_json::from_value::<Vec<(String, String)>>(page.awaits(body, vec![query]).await?)?
            .into_iter()
            .collect(),
    )
}
