//! What the hub takes from the world: the time and chance. Tests pass their own.

use std::fmt;
use std::sync::Arc;

use ziti_domain::day::Timestamp;

/// Gives the present instant.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills with random bytes.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Time and chance.
#[derive(Clone)]
pub struct Surroundings {
    /// The present instant.
    pub now: Now,
    /// Fills with bytes that nobody can guess.
    pub random: Random,
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Surroundings")
    }
}

impl Surroundings {
    /// The system's clock and the system's chance.
    pub fn system() -> Self {
        Self {
            now: Arc::new(system_now),
            random: Arc::new(system_random),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }

    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    /// So many random digits, at most 18.
    pub(crate) fn digits(&self, count: u32) -> String {
        let number = u64::from_be_bytes(self.bytes::<8>());
        format!("{:0width$}", number % 10u64.pow(count), width = count as usize)
    }
}

fn system_now() -> Timestamp {
    #[cfg(feature = "test")]
    if let Some(set) = std::env::var("ZITI_NOW")
        .ok()
        .and_then(|text| chrono::DateTime::parse_from_rfc3339(&text).ok())
    {
        return Timestamp(set.timestamp_millis());
    }
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A system without chance could hand out secrets that can be guessed: better no hub at all.
#[expect(clippy::expect_used, reason = "there is no honest way on")]
fn system_random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}
