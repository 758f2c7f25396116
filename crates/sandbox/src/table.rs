//! Rows by identifier, in the order of their creation, written to the journal whenever they change.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::journal::{Journal, Memory};

/// Something a table keeps.
pub trait Row: Serialize + for<'de> Deserialize<'de> {
    /// Its kind in the journal.
    const KIND: &'static str;

    /// Its identifier.
    fn id(&self) -> &str;
}

/// All rows of one kind.
pub struct Table<T> {
    rows: HashMap<String, T>,
    order: Vec<String>,
}

impl<T: Row> Table<T> {
    /// The rows a journal remembers.
    pub fn remembered(memory: &mut Memory) -> Self {
        let mut table = Self { rows: HashMap::new(), order: Vec::new() };
        for row in memory.take::<T>(T::KIND) {
            table.keep(row);
        }
        table
    }

    fn keep(&mut self, row: T) {
        let id = row.id().to_owned();
        if self.rows.insert(id.clone(), row).is_none() {
            self.order.push(id);
        }
    }

    /// Adds or replaces a row.
    pub fn put(&mut self, journal: &Journal, row: T) {
        journal.put(T::KIND, row.id(), &row);
        self.keep(row);
    }

    /// Changes a row; nothing happens when there is none.
    pub fn change<R>(&mut self, journal: &Journal, id: &str, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let row = self.rows.get_mut(id)?;
        let result = change(row);
        journal.put(T::KIND, id, row);
        Some(result)
    }

    /// Removes a row.
    pub fn remove(&mut self, journal: &Journal, id: &str) -> Option<T> {
        let row = self.rows.remove(id)?;
        self.order.retain(|other| other != id);
        journal.forget(T::KIND, id);
        Some(row)
    }

    /// Removes everything.
    pub fn clear(&mut self, journal: &Journal) {
        for id in self.order.drain(..) {
            journal.forget(T::KIND, &id);
        }
        self.rows.clear();
    }

    /// One row.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(id)
    }

    /// All rows, newest first.
    pub fn newest(&self) -> impl Iterator<Item = &T> {
        self.order.iter().rev().filter_map(|id| self.rows.get(id))
    }
}
