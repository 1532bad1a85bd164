//! The address of a hub, as a person types it.

use url::{Host, Url};
use ziti_domain::error::ErrorCode;

use crate::trouble::Trouble;

/// No address of a hub is longer.
const LONGEST: usize = 2048;

/// The address of a hub: `https` anywhere, `http` on this machine only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    base: String,
}

impl Address {
    /// Reads an address; a path before the hub's own paths may belong to it.
    ///
    /// Without encryption and not on this machine it is [`ErrorCode::HubInsecure`]; anything else that is not a plain
    /// address, such as one with a password, a query or a fragment, is [`ErrorCode::HubAddressInvalid`].
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        let invalid = |why: &str| Trouble::lasting(ErrorCode::HubAddressInvalid, why);
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(invalid("It is too long."));
        }
        // The parser would drop tabs and line breaks and turn backslashes around: what is meant must be what is there.
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(invalid("It has blanks or backslashes in it."));
        }
        let url = Url::parse(text).map_err(|e| invalid(&e.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("It must not hold a user name or a password."));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid("It must not hold ? or #."));
        }
        let Some(host) = url.host() else {
            return Err(invalid("It names no host."));
        };
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&host) => {}
            "http" => return Err(Trouble::lasting(ErrorCode::HubInsecure, "")),
            other => return Err(invalid(&format!("{other}: is not https:."))),
        }
        let origin = url.origin().ascii_serialization();
        let base = format!("{origin}{}", url.path().trim_end_matches('/'));
        Ok(Self { base })
    }

    /// Scheme, host, port and path prefix, without a slash at the end: what to show and to keep.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether calls are encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.base.starts_with("https:")
    }

    /// The full address of a call; `path_and_query` begins with a slash.
    pub fn of(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.base)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.base)
    }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_one_form() {
        for (typed, kept) in [
            ("https://hub.example.org", "https://hub.example.org"),
            ("  https://hub.example.org/ ", "https://hub.example.org"),
            ("HTTPS://Hub.Example.org:443", "https://hub.example.org"),
            (
                "https://hub.example.org:8443/ziti/",
                "https://hub.example.org:8443/ziti",
            ),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
            ("https://团购.example", "https://xn--3bs867j.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.9.8.7", "http://127.9.8.7"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            let address = Address::parse(typed).unwrap_or_else(|e| panic!("{typed}: {e}"));
            assert_eq!(address.as_str(), kept, "{typed}");
            assert_eq!(
                Address::parse(address.as_str()).unwrap(),
                address,
                "kept and read again"
            );
        }
        let address = Address::parse("https://hub.example.org/ziti/").unwrap();
        assert_eq!(address.of("/v1/claims"), "https://hub.example.org/ziti/v1/claims");
        assert!(address.is_encrypted());
        assert!(!Address::parse("http://localhost").unwrap().is_encrypted());
    }

    #[test]
    fn without_encryption_only_this_machine_will_do() {
        for typed in [
            "http://hub.example.org",
            "http://192.168.1.5:8080",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
            "http://128.0.0.1",
        ] {
            assert_eq!(
                Address::parse(typed).unwrap_err().code,
                ErrorCode::HubInsecure,
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_plain_address_is_refused() {
        let long = format!("https://hub.example.org/{}", "a".repeat(3000));
        for typed in [
            "",
            "hub.example.org",
            "localhost:8080",
            "ftp://hub.example.org",
            "file:///etc/passwd",
            "https://",
            "https://user@hub.example.org",
            "https://user:word@hub.example.org",
            "http://user:word@localhost",
            "https://hub.example.org/?a=b",
            "https://hub.example.org/#x",
            "https://hub.example.org:99999",
            "https://hub .example.org",
            "https://hub.exam\tple.org",
            "https:\\\\hub.example.org",
            &long,
        ] {
            let trouble = Address::parse(typed).unwrap_err();
            assert_eq!(trouble.code, ErrorCode::HubAddressInvalid, "{typed}");
            assert!(!trouble.passing);
        }
    }
}
