//! Who works for a business.

use super::Hours;
use super::reader::{Fault, Reader};
use crate::Phone;
use crate::ids::{ServiceId, StaffId};
use crate::person::Email;

/// Somebody who works for a business. It has no `Debug` form: it holds personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Their mail address; may be empty.
    pub email: String,
    /// Their telephone number (E.164); may be empty.
    pub phone: String,
    /// What they do.
    pub services: Vec<ServiceId>,
    /// Their own hours; those of the business when they have none.
    pub hours: Option<Hours>,
    /// Whether they work at present.
    pub active: bool,
}

impl StaffMember {
    /// The most people of a business.
    pub const MOST: usize = 500;

    /// What is wrong; nothing when it can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.name("name", &self.name);
        if !self.email.is_empty() && Email::parse(&self.email).is_err() {
            reader.note("email", "unsound", "this is no mail address");
        }
        if !self.phone.is_empty() && self.phone.parse::<Phone>().is_err() {
            let message = "write the number with its country, such as +12025550100";
            reader.note("phone", "unsound", message);
        }
        if self.services.len() > 500 {
            reader.note("services", "too_many", "name 500 services at most");
        }
        let of_hours = self.hours.iter().flat_map(Hours::faults);
        reader.0.extend(of_hours.map(|fault| Fault { field: format!("schedule.{}", fault.field), ..fault }));
        reader.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;
    use crate::business::{Interval, Week};
    use crate::chance::SeededChance;

    #[test]
    fn somebody_has_a_name_and_sound_hours() {
        let member = StaffMember {
            id: StaffId::new(Instant::from_seconds(1), &SeededChance::new(1)),
            name: "Åsa Ek".into(),
            email: "asa@example.com".into(),
            phone: "+12025550100".into(),
            services: vec![],
            hours: None,
            active: true,
        };
        assert!(member.faults().is_empty());
        let backwards = Interval { from: "12:00".parse().unwrap(), to: "09:00".parse().unwrap() };
        let week = Week { tue: vec![backwards], ..Week::default() };
        let wrong = StaffMember {
            name: String::new(),
            email: "asa".into(),
            phone: "12".into(),
            hours: Some(Hours { week, special: vec![] }),
            ..member
        };
        let fields: Vec<_> = wrong.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "email", "phone", "schedule.week.tue.0.to"]);
    }
}
