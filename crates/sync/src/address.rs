//! The address of a hub, as a person types it.

use ziti_domain::error::ErrorCode;

use crate::trouble::Trouble;

/// The address of a hub: `https` anywhere, `http` on this machine only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
}

impl Address {
    /// Reads an address. [`ErrorCode::HubInsecure`] or [`ErrorCode::HubAddressInvalid`] if it is none.
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        let _ = text;
        Err(Trouble::lasting(ErrorCode::HubAddressInvalid, ""))
    }

    /// Scheme, host, port and path prefix, without a slash at the end: what to show and to keep.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether calls are encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.base.starts_with("https:")
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.base)
    }
}
