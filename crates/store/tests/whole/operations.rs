//! What watches over a server: health, readiness, metrics, the log.

use crate::common::House;

async fn get(house: &House, path: &str) -> (u16, String) {
    let answer = house
        .client
        .get(format!("{}{path}", house.url))
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_store_whose_file_is_gone_is_alive_but_not_ready() {
    let house = House::open().await;
    assert_eq!(get(&house, "/healthz").await, (200, "ok".into()));
    assert_eq!(get(&house, "/readyz").await, (200, "ready".into()));
    house
        .database()
        .execute_batch("DROP TABLE revision_counter")
        .unwrap();
    assert_eq!(get(&house, "/healthz").await.0, 200);
    let (status, said) = get(&house, "/readyz").await;
    assert_eq!((status, said.as_str()), (503, "the storage does not answer"));
}

#[tokio::test]
async fn requests_are_counted_without_what_strangers_made_up() {
    let house = House::open().await;
    let (_, key) = house.key(&["me:read"]).await;
    house.data(&key, "{ self { id } }").await;
    get(&house, "/a-strangers-words").await;
    house
        .post("{ self { id } }")
        .bearer_auth("tsk_wrong")
        .send()
        .await
        .unwrap();
    let (status, page) = get(&house, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "studio_store_http_requests_total{route=\"/graphql\",method=\"POST\",status=\"200\"} 2",
        "studio_store_http_requests_total{route=\"/graphql\",method=\"POST\",status=\"401\"} 1",
        "studio_store_http_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 1",
        "studio_store_http_request_seconds_count{route=\"/graphql\"} 3",
        "studio_store_build_info{version=\"",
    ] {
        assert!(page.contains(line), "{line} is not in {page}");
    }
    assert!(page.ends_with("# EOF\n"));
    assert!(!page.contains("strangers") && !page.contains("tsk_"), "{page}");
}
