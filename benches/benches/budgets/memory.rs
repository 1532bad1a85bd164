//! Memory of processes, as the kernel counts it.

use std::collections::BTreeMap;
use std::fs;

/// Proportional set size of a process and of all below it, in kB: what several of them share counts once.
pub fn of_tree(root: u32) -> u64 {
    let mut below: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        if let Some(parent) = kilobytes(&status, "PPid:") {
            below.entry(u32::try_from(parent).unwrap()).or_default().push(process);
        }
    }
    let (mut sum, mut left) = (0, vec![root]);
    while let Some(process) = left.pop() {
        let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        sum += kilobytes(&rollup, "Pss:").unwrap_or(0);
        left.extend(below.get(&process).into_iter().flatten());
    }
    sum
}

/// The most that this process ever had in memory, in kB.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    kilobytes(&status, "VmHWM:").unwrap()
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
