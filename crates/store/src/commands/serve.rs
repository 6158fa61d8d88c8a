//! `studio-store serve`

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::Data;
use super::failure::Failure;
use super::output::say;
use crate::serve::{CertificateFiles, Listening, PublicUrl, ServeOptions};

/// A write for every request would be one too many.
const LAST_USED_FLUSH: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// The address to listen at
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4210")]
    listen: SocketAddr,
    /// Speaks HTTPS with this certificate (PEM, with those that vouch for it); read again when the file changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// How lines of the log are written, on standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    log: LogFormat,
    /// The address of a proxy that is believed when it says for whom it asks (X-Forwarded-For); may be given several times
    #[arg(long, value_name = "ADDRESS")]
    trusted_proxy: Vec<IpAddr>,
    /// The store's address as clients know it, like `https://store.example.com`; else the one by which they ask for it
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
}

/// How lines of the log are written.
#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    /// For people
    Text,
    /// For programs, one JSON object a line
    Json,
}

impl Serve {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        begin_log(self.log);
        let files = self.tls_certificate.zip(self.tls_key);
        let certificate = files.map(|(chain, key)| CertificateFiles { chain, key });
        let scheme = if certificate.is_some() { "https" } else { "http" };
        let options = ServeOptions {
            address: self.listen,
            // Behind a proxy, requests name the store as the world knows it.
            loopback_only: false,
            last_used_flush: LAST_USED_FLUSH,
            certificate,
        };
        // First, so that a mistake leaves no store behind, and an older one as it is.
        let listening = Listening::begin(options).await?;
        let is_new = self.data.is_empty();
        let server = listening
            .with_store(self.data.open_or_make().await?)
            .with_trusted_proxies(self.trusted_proxy)
            .with_public_url(self.public_url);
        let asked_to_end = asked_to_end().map_err(Failure::Server)?;
        say(&format!(
            "studio-store listens at {scheme}://{} (Ctrl+C ends it)",
            server.local_address()
        ));
        if is_new {
            say(&format!(
                "There was no store in {}, so a new, empty one was made.",
                self.data.data.display()
            ));
        }
        server.run(asked_to_end).await.map_err(Failure::Server)
    }
}

fn begin_log(format: LogFormat) {
    let asked_for = std::env::var("STUDIO_STORE_LOG").ok();
    let usual = || {
        Targets::new()
            .with_default(Level::WARN)
            .with_target("store", Level::INFO)
    };
    let filter = asked_for
        .and_then(|words| words.parse().ok())
        .unwrap_or_else(usual);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry().with(filter).with(lines).init();
}

/// Ctrl+C, or the signal by which systems end their services. It is listened for from the call on: one that comes before
/// anybody waits would end the process on the spot.
#[cfg(unix)]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
