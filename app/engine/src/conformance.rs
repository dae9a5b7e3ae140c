//! The suite that every store must pass: a list of named checks, each on a fresh store.
