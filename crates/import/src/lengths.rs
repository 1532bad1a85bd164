//! How many characters of a text are kept. What is longer is shortened, and said.

pub(crate) const SEQUENCE_NO: usize = 40;
pub(crate) const NAME: usize = 100;
pub(crate) const PHONE: usize = 40;
pub(crate) const PLACE: usize = 60;
pub(crate) const ADDRESS: usize = 300;
pub(crate) const NOTE: usize = 1000;
pub(crate) const PRODUCT: usize = 200;
pub(crate) const TITLE: usize = 200;
