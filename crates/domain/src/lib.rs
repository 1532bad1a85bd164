//! Orders, codes, money, verdicts: pure, without I/O or clock.
