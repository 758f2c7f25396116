//! Whoever did something: a person, a program with a key, or the system itself.

use serde::{Serialize, Serializer};

use crate::ids::{ApiKeyId, UserId};

/// Who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person.
    User(UserId),
    /// A program with a key.
    Key(ApiKeyId),
    /// Nobody in particular: a timer, a webhook, a command at the console.
    System,
}

/// Whoever did something. As JSON it is the id alone, as events carry it.
#[derive(Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub who: Who,
    /// Their name at that time.
    pub name: String,
    /// The address that the request came from, if it was one.
    pub address: Option<String>,
}

impl Actor {
    /// A person.
    pub fn user(id: &UserId, name: &str) -> Self {
        Self { who: Who::User(id.clone()), name: name.to_owned(), address: None }
    }

    /// The system itself.
    pub fn system() -> Self {
        Self { who: Who::System, name: "Ringwright".to_owned(), address: None }
    }

    /// `user`, `key` or `system`.
    pub const fn kind(&self) -> &'static str {
        match self.who {
            Who::User(_) => "user",
            Who::Key(_) => "key",
            Who::System => "system",
        }
    }

    /// The id; `system` for the system.
    pub fn id(&self) -> &str {
        match &self.who {
            Who::User(id) => id.as_str(),
            Who::Key(id) => id.as_str(),
            Who::System => "system",
        }
    }

    /// The person, if it is one.
    pub const fn person(&self) -> Option<&UserId> {
        match &self.who {
            Who::User(id) => Some(id),
            Who::Key(_) | Who::System => None,
        }
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Names and addresses are personal data and stay out of logs.
        write!(f, "Actor({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;
    use crate::chance::SeededChance;

    #[test]
    fn an_actor_shows_its_id_and_nothing_personal() {
        let id = UserId::new(Instant::from_seconds(1), &SeededChance::new(1));
        let actor = Actor { address: Some("203.0.113.9".into()), ..Actor::user(&id, "Åsa Ek") };
        assert_eq!(format!("{actor:?}"), format!("Actor({id})"));
        assert_eq!(serde_json::to_value(&actor).unwrap(), id.as_str());
        assert_eq!((Actor::system().kind(), Actor::system().id()), ("system", "system"));
        assert_eq!((actor.kind(), actor.person()), ("user", Some(&id)));
    }
}
