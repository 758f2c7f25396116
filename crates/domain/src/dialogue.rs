//! What a conversation has come to.

/// What somebody was asked for, and so is likely to say next. It decides what a finished answer looks like, how long a
/// pause may be, and what a recogniser listens for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Expect {
    /// Anything at all.
    #[default]
    Anything,
    /// Yes or no.
    YesNo,
    /// A telephone number, said in groups.
    PhoneNumber,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// The name of a person.
    Name,
    /// So many digits: a post code, an order number, a code.
    Digits {
        /// How many.
        count: u8,
    },
    /// An e-mail address.
    Email,
    /// Something spelt letter by letter.
    Spelling,
}

impl Expect {
    /// Whether the answer is given piece by piece, often looked up while speaking.
    pub const fn is_dictated(self) -> bool {
        matches!(self, Self::PhoneNumber | Self::Digits { .. } | Self::Email | Self::Spelling)
    }
}
