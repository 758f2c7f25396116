//! What kinds of businesses begin with: services, hours, words and permissions that fit most of them.

mod calls;
mod care;
mod trades;

use super::{Actions, Hours, Interval, TimeOfDay, Week};
use crate::agent::{Script, Variable};

/// What a kind of business begins with.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What kind of business it is, in a sentence.
    pub description: &'static str,
    /// What such a business offers.
    pub services: &'static [TemplateService],
    /// When it is open.
    pub hours: TemplateHours,
    /// What its agent is called.
    pub agent: &'static str,
    /// What the agent says first.
    pub greeting: &'static str,
    /// Who the agent is.
    pub persona: &'static str,
    /// What the agent shall do, and how.
    pub instructions: &'static str,
    /// What its texts name, with what stands there until somebody writes better.
    pub variables: &'static [(&'static str, &'static str)],
    /// What the agent may do.
    pub actions: TemplateActions,
}

/// A service of a template.
#[derive(Debug, Clone, Copy)]
pub struct TemplateService {
    /// Its name.
    pub name: &'static str,
    /// Its category.
    pub category: &'static str,
    /// What it is.
    pub description: &'static str,
    /// How long it takes, and what is kept free behind it, in minutes.
    pub minutes: (u32, u32),
    /// A usual price in minor units; zero where it depends.
    pub price_minor: i64,
}

/// Opening hours in minutes after midnight.
#[derive(Debug, Clone, Copy)]
pub struct TemplateHours {
    /// From Monday to Friday.
    pub weekdays: &'static [(u16, u16)],
    /// On Saturdays.
    pub saturday: &'static [(u16, u16)],
    /// On Sundays.
    pub sunday: &'static [(u16, u16)],
}

/// What an agent of a template may do beside taking messages.
#[derive(Debug, Clone, Copy)]
pub struct TemplateActions {
    /// Book, move and cancel.
    pub book: bool,
    /// Send SMS.
    pub send_sms: bool,
}

/// All templates, in the order in which they are shown.
pub const TEMPLATES: [&Template; 7] = [
    &trades::HOME_SERVICES,
    &trades::AUTO_REPAIR,
    &care::DENTAL,
    &care::SALON,
    &calls::COMPANION_HOTLINE,
    &calls::GIFT_CALLS,
    &calls::APPOINTMENT_AGENCY,
];

/// What a business is at its telephone, which every template's agent is told.
const ALWAYS: &str = "Say what you know and nothing else: a price, a time or a promise that is not written here is \
    not yours to give. When you do not know, offer to take a message with the name and the number, and read both back. \
    In an emergency with danger for life, tell the caller to hang up and dial the emergency number of their country.";

impl Template {
    /// The template of this code.
    pub fn of(code: &str) -> Option<&'static Self> {
        TEMPLATES.into_iter().find(|template| template.code == code)
    }

    /// Its hours.
    pub fn hours(&self) -> Hours {
        let day = |intervals: &[(u16, u16)]| -> Vec<Interval> {
            let interval = |(from, to): &(u16, u16)| {
                Some(Interval { from: TimeOfDay::from_minutes(*from)?, to: TimeOfDay::from_minutes(*to)? })
            };
            intervals.iter().filter_map(interval).collect()
        };
        let weekday = || day(self.hours.weekdays);
        let week = Week {
            mon: weekday(),
            tue: weekday(),
            wed: weekday(),
            thu: weekday(),
            fri: weekday(),
            sat: day(self.hours.saturday),
            sun: day(self.hours.sunday),
        };
        Hours { week, special: Vec::new() }
    }

    /// What its agents may do.
    pub fn actions(&self) -> Actions {
        let TemplateActions { book, send_sms } = self.actions;
        Actions { book, reschedule: book, cancel: book, take_message: true, transfer: false, send_sms }
    }

    /// What its agent is, says and may do.
    pub fn script(&self) -> Script {
        let variable =
            |(name, value): &(&str, &str)| Variable { name: (*name).to_owned(), value: (*value).to_owned() };
        Script {
            persona: self.persona.to_owned(),
            instructions: format!("{}\n\n{ALWAYS}", self.instructions),
            first_message: self.greeting.to_owned(),
            variables: self.variables.iter().map(variable).collect(),
            actions: self.actions(),
            ..Script::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::business::{Config, Service};
    use crate::chance::SeededChance;
    use crate::ids::ServiceId;
    use crate::{Currency, Instant, Money};

    /// Whoever chooses a template can publish its agent as it is.
    #[test]
    fn every_template_is_sound_and_whole() {
        let codes: BTreeSet<_> = TEMPLATES.iter().map(|template| template.code).collect();
        assert_eq!(codes.len(), TEMPLATES.len());
        for template in TEMPLATES {
            assert_eq!(template.script().faults_to_publish(), [], "{}", template.code);
            assert_eq!(template.hours().faults(), [], "{}", template.code);
            assert!(template.hours().week.days().iter().any(|(_, day)| !day.is_empty()), "{}", template.code);
            let config = Config { actions: template.actions(), ..Config::default() };
            assert_eq!(config.faults(), [], "{}", template.code);
            assert!(template.services.len() >= 3, "{}", template.code);
            let names: BTreeSet<_> = template.services.iter().map(|service| service.name).collect();
            assert_eq!(names.len(), template.services.len(), "{}", template.code);
            for service in template.services {
                let service = Service {
                    id: ServiceId::new(Instant::from_seconds(1), &SeededChance::new(1)),
                    name: service.name.to_owned(),
                    category: service.category.to_owned(),
                    description: service.description.to_owned(),
                    duration_minutes: service.minutes.0,
                    buffer_minutes: service.minutes.1,
                    price: Money::new(service.price_minor, Currency::USD),
                    staff: vec![],
                    active: true,
                    position: 0,
                };
                assert_eq!(service.faults(), [], "{} {}", template.code, service.name);
            }
        }
        assert!(Template::of("dental").is_some() && Template::of("bakery").is_none());
    }
}
