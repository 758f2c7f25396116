//! What is to be simulated.

use crate::faults::Faults;

/// One run: the same plan gives the same run, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where all chance comes from.
    pub seed: u64,
    /// For how long people book, in virtual hours.
    pub hours: u32,
    /// How many people book.
    pub bookings: usize,
    /// Of these, only the ones at these places; all of them when `None`.
    pub only: Option<Vec<usize>>,
    /// What can go wrong.
    pub faults: Faults,
    /// How many steps are taken at most.
    pub steps: u64,
}

impl Plan {
    /// A plan with every fault and no limit of steps.
    pub fn new(seed: u64) -> Self {
        Self { seed, hours: 6, bookings: 12, only: None, faults: Faults::all(), steps: u64::MAX }
    }

    /// The people who book.
    pub(crate) fn people(&self) -> Vec<usize> {
        self.only.clone().unwrap_or_else(|| (0..self.bookings).collect())
    }
}
