//! What the station keeps of its hub: address, token, cursor, and how it stands with it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ziti_store::Tx;
use ziti_sync::address::Address;
use ziti_sync::answer::Arrival;
use ziti_sync::http::Carrier;
use ziti_sync::request::Outgoing;
use ziti_sync::skew::Skew;
use ziti_sync::trouble::Trouble;
use ziti_sync::trust::Trust;
use ziti_wire::failure::Failure;
use ziti_wire::hub::{HubView, LinkState, Progress};

use crate::surroundings::Carry;
use crate::{Station, Stopped};

/// The setting that holds it.
const KEY: &str = "hub";

/// The link to a hub. It changes in the same transaction as what it speaks of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Link {
    pub address: String,
    /// The certificate that alone is trusted, PEM.
    pub certificate: Option<String>,
    /// Empty once the station was revoked.
    pub token: String,
    pub state: LinkState,
    /// The last change that was taken in.
    pub cursor: u64,
    /// Other active stations of this point.
    pub siblings: u32,
    /// The last measured skew.
    pub skew_ms: i64,
    pub last_sync_at: Option<i64>,
    pub offline_since: Option<i64>,
    pub trouble: Option<Failure>,
    /// The epoch that closes a branch of this station's own: its ledger and the hub's copy part.
    #[serde(default)]
    pub branch: Option<u32>,
    /// A solo station brings its days: the last one that the hub has; `None` when there is nothing to bring.
    #[serde(default)]
    pub adopting: Option<u32>,
    /// So much of a long pull or of an adoption.
    #[serde(default)]
    pub progress: Option<Progress>,
}

impl Link {
    pub fn read(tx: &Tx<'_>) -> Result<Option<Self>, Stopped> {
        Ok(tx.setting(KEY)?)
    }

    pub fn write(&self, tx: &Tx<'_>) -> Result<(), Stopped> {
        Ok(tx.set_setting(KEY, self)?)
    }

    /// As the screen shows it.
    pub fn view(&self, tx: &Tx<'_>) -> Result<HubView, Stopped> {
        Ok(HubView {
            address: self.address.clone(),
            pinned: self.certificate.is_some(),
            state: self.state,
            online: self.offline_since.is_none() && self.last_sync_at.is_some() && self.state == LinkState::Active,
            offline_since: self.offline_since,
            last_sync_at: self.last_sync_at,
            waiting: tx.waiting()?,
            rejected: u32::try_from(tx.rejected()?.len()).unwrap_or(u32::MAX),
            conflicts: tx.open_conflicts()?,
            siblings: self.siblings,
            skew_ms: self.skew_ms,
            trouble: self.trouble.clone(),
            progress: self.progress,
        })
    }
}

/// Carries calls to the hub of this address.
pub(crate) fn carrier_of(address: &str, certificate: Option<&str>) -> Result<Carrier, Trouble> {
    let trust = certificate.map_or(Trust::System, |pem| Trust::Pinned(pem.to_owned()));
    Carrier::new(Address::parse(address)?, &trust)
}

impl Station {
    /// The link, if there is one.
    pub(crate) fn link(&self) -> Result<Option<Link>, Stopped> {
        self.store.read(Link::read)
    }

    /// Changes the link in a transaction of its own.
    pub(crate) fn change_link(&self, change: impl FnOnce(&mut Link)) -> Result<(), Stopped> {
        self.store.write(|tx| {
            if let Some(mut link) = Link::read(tx)? {
                change(&mut link);
                link.write(tx)?;
            }
            Ok(())
        })
    }

    /// The way to the hub: what the surroundings give, or HTTP.
    pub(crate) fn carry(&self, link: &Link) -> Result<Carry, Trouble> {
        if let Some(carry) = &self.around.hub {
            return Ok(Arc::clone(carry));
        }
        let mut kept = self.carrier.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((address, certificate, carry)) = &*kept
            && *address == link.address
            && *certificate == link.certificate
        {
            return Ok(Arc::clone(carry));
        }
        let carrier = carrier_of(&link.address, link.certificate.as_deref())?;
        let carry: Carry = Arc::new(move |outgoing: &Outgoing| carrier.carry(outgoing));
        *kept = Some((link.address.clone(), link.certificate.clone(), Arc::clone(&carry)));
        Ok(carry)
    }

    /// Makes a call and measures how far the clocks are apart.
    pub(crate) fn call(&self, carry: &Carry, outgoing: &Outgoing) -> (Arrival, Option<Skew>) {
        let sent = self.around.now();
        let arrival = carry(outgoing);
        let hub = arrival.as_ref().ok().and_then(|incoming| incoming.now);
        let skew = hub.and_then(|hub| Skew::measured(sent.0, hub, self.around.now().0));
        (arrival, skew)
    }
}

/// A trouble in the words of its code, with what was seen.
pub(crate) fn told(trouble: &Trouble) -> Failure {
    let code = trouble.code;
    if trouble.detail.is_empty() || trouble.detail == code.message() {
        Failure::new(code)
    } else {
        Failure::about(code, format!("{} ({})", code.message(), trouble.detail))
    }
}
