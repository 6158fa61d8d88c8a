//! HTTPS by the server itself, with certificates that are replaced while it runs.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::common::{PATIENCE, until};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use store::Store;
use store::serve::{BindError, CertificateFiles, ServeOptions, Server};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Writes a new certificate for `localhost`, and gives it.
fn new_certificate(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    fs::write(folder.join("chain.pem"), cert.pem()).unwrap();
    cert.der().clone()
}

async fn options(folder: &TempDir) -> (Store, ServeOptions) {
    let store = Store::open(&folder.path().join("data")).await.unwrap();
    let options = ServeOptions {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        loopback_only: false,
        last_used_flush: Duration::from_secs(60),
        certificate: Some(CertificateFiles {
            chain: folder.path().join("chain.pem"),
            key: folder.path().join("key.pem"),
        }),
    };
    (store, options)
}

async fn refusal(folder: &TempDir) -> String {
    let (store, options) = options(folder).await;
    match Server::bind(store, options).await {
        Err(error @ BindError::Certificate(_)) => error.to_string(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it listens"),
    }
}

/// What is answered to somebody who trusts this certificate alone.
async fn answer(address: SocketAddr, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    answer_at("/readyz", address, trusted).await
}

async fn answer_at(
    path: &str,
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(client)).connect(name, stream).await?;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn a_certificate_is_shown_and_replaced_while_clients_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let first = new_certificate(folder.path());
    let (store, options) = options(&folder).await;
    let server = Server::bind(store, options).await.unwrap();
    let address = server.local_address();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async move {
        let _ = ended.await;
    }));
    let answered = answer(address, &first).await.unwrap();
    assert!(
        answered.starts_with("HTTP/1.1 200 OK") && answered.ends_with("ready"),
        "{answered}"
    );

    // Half of a new pair is not taken; the whole one is.
    fs::write(folder.path().join("key.pem"), "-----BEGIN").unwrap();
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(answer(address, &first).await.is_ok());
    let second = new_certificate(folder.path());
    until("the new certificate is shown", async || {
        answer(address, &second).await.is_ok()
    })
    .await;
    assert!(answer(address, &first).await.is_err());

    // Plain HTTP is not answered there, and a client that says nothing holds nobody up.
    let _silent = TcpStream::connect(address).await.unwrap();
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /readyz HTTP/1.1\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said).await;
    assert!(!String::from_utf8_lossy(&said).contains("ready"));
    assert!(answer(address, &second).await.is_ok());

    end.send(()).unwrap();
    timeout(PATIENCE, running).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn clients_are_led_back_to_https() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = new_certificate(folder.path());
    let (store, options) = options(&folder).await;
    let server = Server::bind(store, options).await.unwrap();
    let address = server.local_address();
    let running = tokio::spawn(server.run(std::future::pending()));
    for path in [
        "/.well-known/plugin-config.json",
        "/.well-known/oauth-authorization-server",
    ] {
        let answered = answer_at(path, address, &certificate).await.unwrap();
        assert!(answered.starts_with("HTTP/1.1 200 OK"), "{answered}");
        assert!(
            answered.contains("\"https://localhost") && !answered.contains("\"http://"),
            "{answered}"
        );
    }
    running.abort();
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let said = refusal(&folder).await;
    assert!(said.contains("chain.pem can't be read"), "{said}");
    new_certificate(folder.path());
    fs::write(folder.path().join("key.pem"), "a letter").unwrap();
    let said = refusal(&folder).await;
    assert!(said.contains("key.pem holds no private key in PEM"), "{said}");
    new_certificate(folder.path());
    fs::write(folder.path().join("chain.pem"), "").unwrap();
    let said = refusal(&folder).await;
    assert!(said.contains("chain.pem holds no certificate in PEM"), "{said}");
    let key = {
        new_certificate(folder.path());
        fs::read(folder.path().join("key.pem")).unwrap()
    };
    new_certificate(folder.path());
    fs::write(folder.path().join("key.pem"), key).unwrap();
    let said = refusal(&folder).await;
    assert!(said.contains("belong together"), "{said}");
}
