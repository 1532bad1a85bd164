//! What the whole-system stories share: where the built programs are, and where the project is.
