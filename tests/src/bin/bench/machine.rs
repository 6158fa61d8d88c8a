//! The machine in words, without names.

use std::fs;
use std::thread::available_parallelism;

/// Cores, memory, kernel and architecture.
pub(crate) fn in_words() -> String {
    let cores = available_parallelism().map_or(1, usize::from);
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kernel: Vec<_> = release.split(['.', '-']).take(2).collect();
    format!(
        "{cores} cores ({}), {} GiB of memory, {} {}",
        std::env::consts::ARCH,
        gibibytes().map_or_else(|| "unknown".into(), |size| size.to_string()),
        std::env::consts::OS,
        kernel.join(".")
    )
}

fn gibibytes() -> Option<u64> {
    let memory = fs::read_to_string("/proc/meminfo").ok()?;
    let total = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = total.trim().trim_end_matches(" kB").parse().ok()?;
    // The kernel keeps some for itself, so the next whole number is what is in the machine.
    Some(kibibytes.div_ceil(1 << 20))
}
