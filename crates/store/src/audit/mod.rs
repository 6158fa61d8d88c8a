//! Reading the audit log. It is written by the storage, together with what it tells of.

mod export;
mod verify;

pub(crate) use export::ExportAuditError;
pub(crate) use verify::AuditBreak;

/// How many lines are read at once.
const PAGE: u32 = 1_000;
