//! What can happen, as data, and sequences of it.

use ziti_tests::point::Chance;

use crate::network::Fault;

/// One thing that happens. A step that has no meaning where things stand is passed over.
#[derive(Debug, Clone)]
pub enum Step {
    /// The hub takes in a file with these orders.
    Import(Vec<Ordered>),
    /// One more device becomes a station.
    Enrol,
    /// An order's code is scanned.
    Scan {
        till: usize,
        order: u8,
        /// This line alone, so many units of it.
        line: Option<(u32, i64)>,
        forced: bool,
    },
    /// The order's last hand-over at this station is taken back.
    Undo {
        till: usize,
        order: u8,
    },
    Reissue {
        till: usize,
        order: u8,
    },
    Sync {
        till: usize,
    },
    /// The network goes, or comes back.
    Network {
        till: usize,
        there: bool,
    },
    /// One of the next calls fails.
    Fault {
        till: usize,
        after: u32,
        fault: Fault,
    },
    /// A copy of the folder is put aside.
    Copy {
        till: usize,
    },
    /// The folder is what it was when the copy was made.
    Restore {
        till: usize,
    },
    /// An open conflict is decided.
    Resolve {
        till: usize,
        which: u64,
        twice: bool,
    },
    Wait {
        minutes: i64,
    },
}

/// An order of a file.
#[derive(Debug, Clone)]
pub struct Ordered {
    pub number: u8,
    /// Units of each line; 0 is left out.
    pub units: [i64; 3],
    /// Nothing is paid.
    pub unpaid: bool,
    /// Handed out elsewhere before.
    pub elsewhere: bool,
    pub cancelled: bool,
    pub note: bool,
}

/// So many stations at most.
pub const TILLS: u64 = 3;
const ORDERS: u64 = 4;

/// Anything, in any order.
pub fn steps(chance: &mut Chance) -> Vec<Step> {
    let mut all = vec![Step::Enrol, Step::Enrol, Step::Import(orders(chance))];
    if chance.below(4) > 0 {
        all.extend((0..2).map(|till| Step::Sync { till }));
    }
    let count = 10 + chance.below(50);
    for _ in 0..count {
        let till = index(chance);
        let step = match chance.below(100) {
            0..5 => Step::Import(orders(chance)),
            5 => Step::Enrol,
            6..38 => scan(chance, till),
            38..46 => Step::Undo {
                till,
                order: order(chance),
            },
            46..49 => Step::Reissue {
                till,
                order: order(chance),
            },
            49..70 => Step::Sync { till },
            70..76 => Step::Network {
                till,
                there: chance.below(2) == 0,
            },
            76..83 => Step::Fault {
                till,
                after: u32::try_from(chance.below(4)).unwrap(),
                fault: [
                    Fault::Unreachable,
                    Fault::AnswerLost,
                    Fault::AnswerLost,
                    Fault::EndsBefore,
                    Fault::EndsAfter,
                ][usize::try_from(chance.below(5)).unwrap()],
            },
            83..87 => Step::Copy { till },
            87..92 => Step::Restore { till },
            92..97 => Step::Resolve {
                till,
                which: chance.below(8),
                twice: chance.below(2) == 0,
            },
            _ => Step::Wait {
                minutes: i64::try_from(1 + chance.below(30)).unwrap(),
            },
        };
        all.push(step);
    }
    all
}

/// The hub is always in reach, and what is done is told at once, as it is where `sync --watch` runs.
pub fn steady_steps(chance: &mut Chance) -> Vec<Step> {
    let mut first = orders(chance);
    for order in &mut first {
        order.elsewhere = false;
    }
    let mut all = vec![Step::Enrol, Step::Enrol, Step::Enrol, Step::Import(first)];
    all.extend((0..3).map(|till| Step::Sync { till }));
    for _ in 0..40 {
        let till = index(chance);
        match chance.below(10) {
            0 => all.push(Step::Undo {
                till,
                order: order(chance),
            }),
            1 => all.push(Step::Wait { minutes: 1 }),
            _ => all.push(scan(chance, till)),
        }
        all.push(Step::Sync { till });
    }
    all
}

fn scan(chance: &mut Chance, till: usize) -> Step {
    let line = (chance.below(3) == 0).then(|| {
        let line = u32::try_from(1 + chance.below(3)).unwrap();
        (line, i64::try_from(1 + chance.below(2)).unwrap())
    });
    Step::Scan {
        till,
        order: order(chance),
        line,
        forced: chance.below(5) == 0,
    }
}

fn orders(chance: &mut Chance) -> Vec<Ordered> {
    let mut all = Vec::new();
    for number in 1..=u8::try_from(ORDERS).unwrap() {
        let units = [(); 3].map(|()| i64::try_from(chance.below(4)).unwrap());
        let order = Ordered {
            number,
            units,
            unpaid: chance.below(4) == 0,
            elsewhere: chance.below(12) == 0,
            cancelled: chance.below(16) == 0,
            note: chance.below(8) == 0,
        };
        if order.units != [0; 3] && chance.below(8) > 0 {
            all.push(order);
        }
    }
    all
}

fn index(chance: &mut Chance) -> usize {
    usize::try_from(chance.below(TILLS)).unwrap()
}

fn order(chance: &mut Chance) -> u8 {
    u8::try_from(1 + chance.below(ORDERS)).unwrap()
}
