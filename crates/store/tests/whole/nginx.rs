//! The real nginx, which asks the store before it lets a request through (`auth_request`).

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::common::{House, until};
use reqwest::Response;
use tempfile::TempDir;

/// nginx in front of a house: what is below `/files/` is for keys with `projects:read`.
struct Proxy {
    child: Child,
    url: String,
    _folder: TempDir,
}

impl Proxy {
    async fn start(house: &House) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        std::fs::create_dir(folder.path().join("files")).unwrap();
        std::fs::write(folder.path().join("files/tokens.json"), "{}").unwrap();
        let settings = settings(folder.path(), port, &house.url);
        let path = folder.path().join("nginx.conf");
        std::fs::write(&path, settings).unwrap();
        let child = Command::new("nginx")
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(&path)
            .args(["-e", "stderr"])
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("nginx can't be run ({error}): install the package nginx"));
        let url = format!("http://127.0.0.1:{port}");
        until("nginx answers", async || {
            house.client.get(&url).send().await.is_ok()
        })
        .await;
        Self {
            child,
            url,
            _folder: folder,
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(folder: &Path, port: u16, store: &str) -> String {
    let folder = folder.display();
    format!(
        "daemon off; master_process off; pid {folder}/pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder};
        location /files/ {{
            auth_request /allowed;
            auth_request_set $key_user $upstream_http_x_key_user;
            add_header X-Seen-User $key_user;
        }}
        location = /allowed {{
            internal;
            proxy_pass {store}/v1/authorize?scope=projects:read;
            proxy_pass_request_body off;
            proxy_set_header Content-Length \"\";
        }}
    }}
}}
"
    )
}

async fn file(house: &House, proxy: &Proxy, secret: Option<&str>) -> Response {
    let mut request = house.client.get(format!("{}/files/tokens.json", proxy.url));
    if let Some(secret) = secret {
        request = request.bearer_auth(secret);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn nginx_lets_through_whom_the_store_knows() {
    let house = House::open().await;
    let proxy = Proxy::start(&house).await;
    let (id, good) = house.key(&["projects:read"]).await;
    let (_, narrow) = house.key(&["me:read"]).await;
    let response = file(&house, &proxy, Some(&good)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-seen-user"], house.user_id.as_str());
    assert_eq!(response.text().await.unwrap(), "{}");
    assert_eq!(file(&house, &proxy, Some(&narrow)).await.status(), 403);
    let response = file(&house, &proxy, None).await;
    assert_eq!(response.status(), 401);
    assert!(
        response.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Bearer")
    );
    // nginx sends whatever method it got as GET.
    let post = house
        .client
        .post(format!("{}/files/tokens.json", proxy.url))
        .body("x");
    assert_eq!(post.send().await.unwrap().status(), 401);
    house.delete_key(&id).await;
    assert_eq!(file(&house, &proxy, Some(&good)).await.status(), 401);
}
