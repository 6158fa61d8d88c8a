//! `studio-store audit`

use clap::{Args, Subcommand};

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::audit::ExportAuditError;

#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// Checks that no line of the audit log was changed or taken out, and prints the last line's hash
    Verify(Verify),
    /// Prints the audit log, one JSON object a line
    Export(Export),
}

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
    /// A hash that an earlier check printed: tells whether lines were taken from the end since
    #[arg(long, value_name = "HASH")]
    known: Option<String>,
}

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    data: Data,
    /// Only lines after this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: i64,
}

impl AuditCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        match self {
            Self::Verify(verify) => verify.perform().await,
            Self::Export(export) => export.perform().await,
        }
    }
}

impl Verify {
    async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let known = self.known.as_deref().map(str::to_ascii_lowercase);
        let verified = store.verify_audit(known.as_deref()).await?;
        let log = verified.map_err(Failure::AuditBroken)?;
        if !log.holds_known {
            return Err(Failure::AuditShortened);
        }
        say(&format!("The audit log is whole: {} lines.", log.lines));
        Ok(print(&log.head.to_string())?)
    }
}

impl Export {
    async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let out = std::io::BufWriter::new(std::io::stdout().lock());
        store
            .export_audit(self.after, out)
            .await
            .map_err(|error| match error {
                ExportAuditError::Storage(error) => error.into(),
                ExportAuditError::Output(error) => error.into(),
            })
    }
}
