//! Ratios against bare engines and peers, printed by `make bench`.
