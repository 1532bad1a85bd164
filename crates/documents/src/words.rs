//! Every word that stands on paper, in the three languages.

/// The language of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
    /// French.
    Fr,
}

impl Lang {
    /// Reads `zh`, `en`, `fr`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }
}
