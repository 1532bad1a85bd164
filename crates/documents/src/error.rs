//! What can go wrong on the way to paper.

/// Why a document could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The bytes given as a font are none, or lack the face or the glyphs that paper needs.
    #[error("the font cannot be used: {0}")]
    FontUnreadable(String),
    /// A code does not fit into the QR that paper has room for.
    #[error("the code of order {number} does not fit into its QR")]
    CodeTooLong {
        /// The order's number as printed.
        number: String,
    },
    /// The file could not be put together.
    #[error("the document could not be written: {0}")]
    Unwritable(String),
    /// The picture could not be encoded.
    #[error("the picture could not be made: {0}")]
    Picture(String),
}
