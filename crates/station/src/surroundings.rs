//! What the station takes from the world: the time and chance. Tests pass their own.

use std::fmt;
use std::sync::Arc;

use ziti_domain::code::SHORT_DIGITS;
use ziti_domain::day::Timestamp;
use ziti_sync::answer::Arrival;
use ziti_sync::request::Outgoing;

/// Gives the present instant.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills with random bytes.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Carries a call to the hub.
pub type Carry = Arc<dyn Fn(&Outgoing) -> Arrival + Send + Sync>;

/// Time and chance, and the way to the hub.
#[derive(Clone)]
pub struct Surroundings {
    /// The present instant.
    pub now: Now,
    /// Fills with bytes that nobody can guess.
    pub random: Random,
    /// Carries calls to the hub; nothing means HTTP.
    pub hub: Option<Carry>,
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
            hub: None,
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

    /// A new UUIDv7.
    pub(crate) fn event_id(&self, now: Timestamp) -> String {
        let at = u64::try_from(now.0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(at, &self.bytes::<10>())
            .into_uuid()
            .to_string()
    }

    /// Six random digits.
    pub(crate) fn short_code(&self) -> String {
        let number = u64::from_be_bytes(self.bytes::<8>());
        format!(
            "{:0width$}",
            number % 10u64.pow(SHORT_DIGITS as u32),
            width = SHORT_DIGITS
        )
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

/// A system without chance could mint codes that can be guessed: better no station at all.
#[expect(clippy::expect_used, reason = "there is no honest way on")]
fn system_random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}
