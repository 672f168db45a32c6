//! What the system says of itself.

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::model::Environment;

/// The machine that the comparison runs on.
pub fn environment(proxy: Option<String>) -> Environment {
    let kind =
        RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kind);
    let cpu = system.cpus().first().map(|cpu| cpu.brand().trim().to_owned()).filter(|brand| !brand.is_empty());
    Environment {
        os: System::long_os_version().unwrap_or_else(|| std::env::consts::OS.to_owned()),
        cpu: cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        cores: cores(),
        memory_bytes: system.total_memory(),
        proxy,
    }
}

/// Logical processors that this process may use, at least 1.
pub fn cores() -> u32 {
    std::thread::available_parallelism().ok().and_then(|cores| u32::try_from(cores.get()).ok()).unwrap_or(1)
}
