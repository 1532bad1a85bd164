//! Ratios against bare engines and peers (DESIGN.md section 12).
