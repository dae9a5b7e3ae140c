use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

/// Gives each value a number, from 0 on.
#[derive(Debug)]
pub(super) struct Table<T> {
    values: Vec<Rc<T>>,
    numbers: HashMap<Rc<T>, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Eq + Hash> Table<T> {
    /// The value's number.
    pub(super) fn number(&mut self, value: T) -> u32 {
        self.number_or_new(value).0
    }

    /// The value's number, and whether it was given just now.
    pub(super) fn number_or_new(&mut self, value: T) -> (u32, bool) {
        if let Some(&number) = self.numbers.get(&value) {
            return (number, false);
        }
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let value = Rc::new(value);
        self.values.push(Rc::clone(&value));
        self.numbers.insert(value, number);
        (number, true)
    }

    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize).map(Rc::as_ref)
    }

    pub(super) fn find(&self, value: &T) -> Option<u32> {
        self.numbers.get(value).copied()
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.values.len()).unwrap_or(u32::MAX)
    }
}
