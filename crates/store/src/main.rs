//! The binary `studio-store`. All that it does is in the library, so that tests and the app can do it, too.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    store::commands::run().await
}
