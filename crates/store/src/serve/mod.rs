//! Listening: from the address to the last answer. What is answered belongs to `http`.

mod certificate;

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum_server::Handle;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::sleep;

pub use crate::http::{NoPublicUrl, PublicUrl};

use crate::http::{self, Surroundings};
use crate::store::Store;
use certificate::Certificate;
pub use certificate::{CertificateError, CertificateFiles};

/// How long a server that was told to end waits for answers that it has begun.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// How long a client may take to say what it asks, or to ask again on the same connection.
const SLOWEST_REQUEST: Duration = Duration::from_secs(75);

/// How long to wait before trying again what could not be written.
const SHORTEST_RETRY: Duration = Duration::from_secs(1);

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes any that is free.
    pub address: SocketAddr,
    /// Whether to answer only requests that name this computer itself (`127.0.0.1`, `localhost`, `[::1]`).
    pub loopback_only: bool,
    /// How long after a use it is written down, with all that came in the meantime.
    pub last_used_flush: Duration,
    /// With which certificate to speak HTTPS; without one, it is HTTP.
    pub certificate: Option<CertificateFiles>,
}

/// Why a server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Another program listens there.
    #[error("another program already listens at {0}. End it, or choose another port.")]
    AddressInUse(SocketAddr),
    /// The system does not allow it, or there is no such address here.
    #[error("can't listen at {address}: {source}. Choose another address or port.")]
    Unavailable {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The certificate can't be shown.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// An address that is taken, before there is a store to answer with: who asks meanwhile waits.
pub(crate) struct Listening {
    options: ServeOptions,
    listener: TcpListener,
    address: SocketAddr,
    certificate: Option<Certificate>,
}

/// A store that listens, and answers once it is run.
pub struct Server {
    store: Store,
    listening: Listening,
    trusted_proxies: Vec<IpAddr>,
    public_url: Option<PublicUrl>,
}

/// Answers, knowing the address of who asks.
type Service = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;

impl Listening {
    pub(crate) async fn begin(options: ServeOptions) -> Result<Self, BindError> {
        let address = options.address;
        let certificate = options.certificate.clone().map(Certificate::read).transpose()?;
        let refused = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => BindError::AddressInUse(address),
            _ => BindError::Unavailable { address, source },
        };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self {
            options,
            listener,
            address,
            certificate,
        })
    }

    pub(crate) fn with_store(self, store: Store) -> Server {
        Server {
            store,
            listening: self,
            trusted_proxies: Vec::new(),
            public_url: None,
        }
    }
}

impl Server {
    /// Begins to listen.
    pub async fn bind(store: Store, options: ServeOptions) -> Result<Self, BindError> {
        Ok(Listening::begin(options).await?.with_store(store))
    }

    /// Believes these proxies when they say for whom they ask (`X-Forwarded-For`).
    #[must_use]
    pub fn with_trusted_proxies(mut self, addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        let addresses = addresses.into_iter().map(|address| address.to_canonical());
        self.trusted_proxies.extend(addresses);
        self
    }

    /// Tells clients this address, and not the one by which they named the store.
    #[must_use]
    pub fn with_public_url(mut self, url: Option<PublicUrl>) -> Self {
        self.public_url = url;
        self
    }

    /// Where it listens.
    pub fn local_address(&self) -> SocketAddr {
        self.listening.address
    }

    /// Answers until `shutdown` comes, then finishes what it has begun and writes down what it holds in memory.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let Listening {
            options,
            listener,
            certificate,
            ..
        } = self.listening;
        let surroundings = Surroundings {
            loopback_only: options.loopback_only,
            trusted_proxies: self.trusted_proxies,
            public_url: self.public_url,
            speaks_tls: certificate.is_some(),
        };
        let (told, mut ending) = watch::channel(false);
        let router = http::router(self.store.clone(), surroundings, ending.clone());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let asked_to_end = async move {
            shutdown.await;
            told.send_replace(true);
        };
        let too_late = async move {
            let _ = ending.wait_for(|ending| *ending).await;
            sleep(LAST_ANSWERS).await;
        };
        let answering = answer(listener, certificate, service, asked_to_end);
        let ended = tokio::select! {
            ended = answering => ended,
            () = too_late => Ok(()),
            () = flush_again_and_again(&self.store, options.last_used_flush) => Ok(()),
        };
        flush(&self.store).await;
        ended
    }
}

async fn answer(
    listener: TcpListener,
    certificate: Option<Certificate>,
    service: Service,
    asked_to_end: impl Future<Output = ()>,
) -> io::Result<()> {
    let (listener, handle) = (listener.into_std()?, Handle::new());
    let ends = async {
        asked_to_end.await;
        handle.graceful_shutdown(Some(LAST_ANSWERS));
        std::future::pending::<()>().await;
    };
    let answering = async {
        let Some(certificate) = certificate else {
            let server = axum_server::from_tcp(listener)?.handle(handle.clone());
            return patient(server, SLOWEST_REQUEST).serve(service).await;
        };
        let server = axum_server::from_tcp_rustls(listener, certificate.shown.clone())?;
        let server = patient(server.handle(handle.clone()), SLOWEST_REQUEST);
        tokio::select! {
            ended = server.serve(service) => ended,
            () = certificate.follow() => Ok(()),
        }
    };
    tokio::select! {
        ended = answering => ended,
        () = ends => Ok(()),
    }
}

/// Waits only so long for what a client asks, without its body: else whoever sends a letter a day could keep every
/// connection that there can be.
fn patient<Acceptor>(
    mut server: axum_server::Server<SocketAddr, Acceptor>,
    slowest: Duration,
) -> axum_server::Server<SocketAddr, Acceptor> {
    server.http_builder().http1().header_read_timeout(slowest);
    server.first_request_timeout(slowest)
}

/// A while after a key was used. A store that nobody uses sleeps.
async fn flush_again_and_again(store: &Store, pause: Duration) {
    loop {
        store.keys_used().await;
        tokio::select! {
            () = sleep(pause) => {}
            () = store.many_keys_used() => {}
        }
        while !flush(store).await {
            sleep(pause.max(SHORTEST_RETRY)).await;
        }
    }
}

/// Whether all was written; what can't be now stays in memory for the next time.
async fn flush(store: &Store) -> bool {
    let flushed = store.flush_last_used().await;
    if let Err(error) = &flushed {
        tracing::warn!(%error, "how keys were used could not be written");
    }
    flushed.is_ok()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn who_does_not_ask_is_not_waited_for() {
        const SHORT: Duration = Duration::from_millis(200);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = patient(axum_server::from_tcp(listener).unwrap(), SHORT);
        let service = Router::new().into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(server.serve(service));
        for said in [
            "",
            "G",
            "GET / HTTP/1.1\r\nHost: a\r\n",
            // An answered one, and then nothing or a part of another.
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /",
        ] {
            let mut client = TcpStream::connect(address).await.unwrap();
            client.write_all(said.as_bytes()).await.unwrap();
            let mut answered = String::new();
            let closed = timeout(Duration::from_secs(15), client.read_to_string(&mut answered));
            closed.await.unwrap().unwrap();
            assert_eq!(
                answered.starts_with("HTTP/1.1 404"),
                said.contains("\r\n\r\n"),
                "{said}"
            );
        }
        serving.abort();
    }
}
