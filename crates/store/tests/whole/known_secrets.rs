//! Keys are verified from memory, and yet a change counts for the very next request.

use crate::common::binary::run_in;
use crate::common::{House, good, text};
use serde_json::json;

async fn status(house: &House, secret: &str) -> u16 {
    let request = house.post("{ self { id } }").bearer_auth(secret);
    request.send().await.unwrap().status().as_u16()
}

/// Whatever is asked while a key is deleted, what is answered before is not kept for after.
#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_key_is_refused_at_once_however_busy_it_is() {
    let house = House::open().await;
    for _ in 0..20 {
        let (id, secret) = house.key(&["me:read"]).await;
        let address = format!("{}/v1/authorize?scope=me:read", house.url);
        let busy: Vec<_> = (0..8)
            .map(|_| {
                let (client, address, secret) = (house.client.clone(), address.clone(), secret.clone());
                tokio::spawn(async move {
                    while client
                        .get(&address)
                        .bearer_auth(&secret)
                        .send()
                        .await
                        .unwrap()
                        .status()
                        == 200
                    {}
                })
            })
            .collect();
        tokio::task::yield_now().await;
        good(house.delete_key(&id).await);
        let response = house
            .client
            .get(&address)
            .bearer_auth(&secret)
            .send()
            .await
            .unwrap();
        assert_ne!(response.status(), 200);
        for task in busy {
            task.await.unwrap();
        }
    }
}

/// An administrator's commands write to the same file while the server runs.
#[tokio::test]
async fn what_other_processes_change_is_noticed() {
    let house = House::open().await;
    let (id, secret) = house.key(&["me:read"]).await;
    assert_eq!(status(&house, &secret).await, 200);
    assert_eq!(status(&house, &secret).await, 200);
    let revoked = run_in(house.folder.path(), &["key", "revoke", &id], "");
    assert!(revoked.status.success(), "{revoked:?}");
    assert_eq!(status(&house, &secret).await, 401);
}

#[tokio::test]
async fn a_user_has_one_name_at_a_time() {
    let house = House::open().await;
    let (_, secret) = house.key(&["me:read"]).await;
    let name =
        async || text(&house.data(&secret, "{ self { user { name } } }").await["self"]["user"]["name"]);
    assert_eq!(name().await, "Mia");
    let rename = "UPDATE users SET name = 'Mia B.' WHERE id = ?1";
    assert_eq!(house.database().execute(rename, [&house.user_id]).unwrap(), 1);
    assert_eq!(name().await, "Mia B.");
}

/// Membership and role are never kept: a user who leaves takes the keys' access along.
#[tokio::test]
async fn whoever_leaves_takes_the_access_of_the_keys_along() {
    let house = House::open().await;
    let (_, secret) = house.key(&["projects:read"]).await;
    let query = format!("{{ organization(id: \"{}\") {{ name }} }}", house.organization_id);
    house.data(&secret, &query).await;
    let statement = "DELETE FROM memberships WHERE user_id = ?1";
    house.database().execute(statement, [&house.user_id]).unwrap();
    let (code, _) = crate::common::only_error(&house.ask(&secret, &query).await);
    assert_eq!(code, "NOT_FOUND");
    let data = house.data(&secret, "{ organizations { total } }").await;
    assert_eq!(data["organizations"]["total"], json!(0));
}
