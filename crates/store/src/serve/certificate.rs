//! The certificate that a server shows, read from files and read again when they change.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// How soon new files are noticed.
const ROUND: Duration = Duration::from_secs(5);

/// Answers carry words for people in the reason phrase, which later versions of HTTP have no place for.
const PROTOCOL: &[u8] = b"http/1.1";

/// Where a certificate is.
#[derive(Debug, Clone)]
pub struct CertificateFiles {
    /// The certificate and those that vouch for it, in PEM, its own first.
    pub chain: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// Why a certificate can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file can't be read.
    #[error("{} can't be read: {source}. Check the path, and that this user may read it.", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file holds no certificate or key.
    #[error("{} holds no {wanted} in PEM (“-----BEGIN …”). Choose the file that does.", path.display())]
    Nothing {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// They don't belong together, or are of a kind that is not used any more.
    #[error("the certificate and its key can't be used: {0}. Make sure that they belong together.")]
    Unusable(#[from] rustls::Error),
}

/// A certificate that is shown, and its files watched.
pub(super) struct Certificate {
    files: CertificateFiles,
    pub(super) shown: RustlsConfig,
    stamp: Stamp,
}

/// Changes whenever one of the files does.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Certificate {
    pub(super) fn read(files: CertificateFiles) -> Result<Self, CertificateError> {
        let stamp = stamp(&files);
        let shown = RustlsConfig::from_config(configuration(&files)?);
        Ok(Self { files, shown, stamp })
    }

    /// Shows what is in the files whenever they change. What can't be used is told in the log, and the old one stays.
    pub(super) async fn follow(mut self) {
        loop {
            sleep(ROUND).await;
            let files = self.files.clone();
            let Ok(found) = spawn_blocking(move || stamp(&files)).await else {
                continue;
            };
            if found != self.stamp {
                self.stamp = found;
                self.reload().await;
            }
        }
    }

    async fn reload(&self) {
        let files = self.files.clone();
        match spawn_blocking(move || configuration(&files)).await {
            Ok(Ok(configuration)) => {
                self.shown.reload_from_config(configuration);
                tracing::info!("the new certificate is shown from now on");
            }
            Ok(Err(error)) => tracing::error!(%error, "the old certificate is still shown"),
            Err(error) => tracing::error!(%error, "the old certificate is still shown"),
        }
    }
}

fn stamp(files: &CertificateFiles) -> Stamp {
    [&files.chain, &files.key].map(|path| {
        let about = fs::metadata(path).ok()?;
        Some((about.modified().ok()?, about.len()))
    })
}

fn configuration(files: &CertificateFiles) -> Result<Arc<ServerConfig>, CertificateError> {
    let chain: Result<Vec<_>, pem::Error> =
        CertificateDer::pem_file_iter(&files.chain).and_then(Iterator::collect);
    let chain = chain.map_err(|error| unread(&files.chain, error, "certificate"))?;
    if chain.is_empty() {
        return Err(unread(&files.chain, pem::Error::NoItemsFound, "certificate"));
    }
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unread(&files.key, error, "private key"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut configuration = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    configuration.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(Arc::new(configuration))
}

fn unread(path: &Path, error: pem::Error, wanted: &'static str) -> CertificateError {
    let path = path.to_owned();
    match error {
        pem::Error::Io(source) => CertificateError::File { path, source },
        _ => CertificateError::Nothing { path, wanted },
    }
}
