//! What core and screen, hub and station say to each other: data only.
//!
//! Money is whole minor units (`_minor`), quantity whole thousandths (`_thousandths`), an instant UTC milliseconds
//! (`_at`, `_until`), a service day `YYYY-MM-DD` in the point's zone. Fields are added, never changed or removed.

pub mod batch;
pub mod failure;
pub mod hub;
pub mod import;
pub mod order;
pub mod paper;
pub mod print;
pub mod scan;
pub mod settings;
pub mod status;
pub mod sync;
