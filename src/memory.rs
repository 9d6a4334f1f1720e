//! The memory of this machine, as its kernel says it.

use std::fs;

/// The memory of this machine, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// All of it.
    pub total: Option<u64>,
    /// What can be had without swapping.
    pub available: Option<u64>,
}

impl Memory {
    /// As it is now; nothing where the kernel has no such table.
    pub fn read() -> Self {
        Self::parse(&fs::read_to_string("/proc/meminfo").unwrap_or_default())
    }

    fn parse(meminfo: &str) -> Self {
        let field = |name: &str| {
            let value = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
            value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
        };
        Self { total: field("MemTotal:"), available: field("MemAvailable:") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_what_the_kernel_says() {
        let text = "MemTotal:       24682580 kB\nMemFree: 1 kB\nMemAvailable:   23374212 kB\n";
        let (total, available) = (Some(24_682_580 << 10), Some(23_374_212 << 10));
        assert_eq!(Memory::parse(text), Memory { total, available });
        assert_eq!(Memory::parse("MemTotal: many kB"), Memory::default());
    }
}
