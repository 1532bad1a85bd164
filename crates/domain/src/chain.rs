//! The chain of hashes that holds a station's ledger together, on the station and on the hub alike.
//!
//! docs/ledger.md has the form and vectors.

/// What the first event's hash is made on.
pub const GENESIS: [u8; 32] = [0; 32];

/// An event's columns in the order of the ledger's table: what its hash is made of.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// The station's local number, which events share with what was told to it.
    pub n: i64,
    /// `UUIDv7`.
    pub id: &'a str,
    /// Number of the station at its point.
    pub station: &'a str,
    /// Epoch.
    pub epoch: i64,
    /// Sequence within the epoch, from 1.
    pub seq: i64,
    /// Kind, past tense.
    pub kind: &'a str,
    /// Version of the payload.
    pub version: i64,
    /// The payload's bytes as they were first written.
    pub payload: &'a [u8],
    /// Who did it.
    pub actor: &'a str,
    /// How.
    pub via: &'a str,
    /// When it happened: UTC milliseconds.
    pub happened_at: i64,
    /// When it was written down: UTC milliseconds.
    pub recorded_at: i64,
}

impl Link<'_> {
    /// BLAKE3 of the previous hash and every field: 4 bytes of length, big-endian, before each; numbers as 8 bytes, big-endian.
    pub fn hash(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(previous);
        let mut add = |bytes: &[u8]| {
            hasher.update(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
            hasher.update(bytes);
        };
        add(&self.n.to_be_bytes());
        add(self.id.as_bytes());
        add(self.station.as_bytes());
        add(&self.epoch.to_be_bytes());
        add(&self.seq.to_be_bytes());
        add(self.kind.as_bytes());
        add(&self.version.to_be_bytes());
        add(self.payload);
        add(self.actor.as_bytes());
        add(self.via.as_bytes());
        add(&self.happened_at.to_be_bytes());
        add(&self.recorded_at.to_be_bytes());
        hasher.finalize().into()
    }
}

/// 64 hex digits.
pub fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// Reads 64 hex digits.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    blake3::Hash::from_hex(text).ok().map(Into::into)
}
