//! The log in the data folder: one file a day, seven kept. No secrets are ever handed to it.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const KEPT_FILES: usize = 7;

/// What is logged unless `STUDIO_KEYS_LOG` says otherwise.
const USUAL_FILTER: &str = "warn,studio_keys=info,device=info,store=info";

/// Begins to log into `folder`. A log that can't be written is no reason not to start: it is said on standard error.
#[expect(clippy::print_stderr, reason = "there is no log to say it in")]
pub(crate) fn begin(folder: &Path) {
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("studio-keys")
        .filename_suffix("log")
        .max_log_files(KEPT_FILES)
        .build(folder);
    let filter = EnvFilter::try_from_env("STUDIO_KEYS_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL_FILTER));
    match appender {
        Ok(appender) => {
            let lines = fmt::layer().with_ansi(false).with_writer(appender);
            let begun = tracing_subscriber::registry().with(filter).with(lines).try_init();
            if let Err(error) = begun {
                eprintln!("studio-keys: nothing is logged: {error}");
            }
        }
        Err(error) => eprintln!(
            "studio-keys: nothing is logged, {} can’t be written: {error}",
            folder.display()
        ),
    }
}
