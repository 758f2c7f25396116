//! Businesses whose calls are what they offer.

use super::{Template, TemplateActions, TemplateHours, TemplateService};

/// From midnight to midnight.
const ALL_DAY: &[(u16, u16)] = &[(0, 24 * 60)];

pub(super) const COMPANION_HOTLINE: Template = Template {
    code: "companionHotline",
    name: "Companion hotline",
    description: "Paid conversations by telephone with a friendly voice, for whoever would like company.",
    services: &[
        TemplateService {
            name: "Ten minutes",
            category: "Conversations",
            description: "A short talk about the day.",
            minutes: (10, 0),
            price_minor: 999,
        },
        TemplateService {
            name: "Twenty minutes",
            category: "Conversations",
            description: "Time to tell a story and to hear one.",
            minutes: (20, 0),
            price_minor: 1_799,
        },
        TemplateService {
            name: "Forty-five minutes",
            category: "Conversations",
            description: "A long evening talk, ahead of the queue.",
            minutes: (45, 0),
            price_minor: 3_499,
        },
    ],
    hours: TemplateHours { weekdays: ALL_DAY, saturday: ALL_DAY, sunday: ALL_DAY },
    agent: "Luna",
    greeting: "Hello, this is {{agent}} from {{business}}. How was your day?",
    persona: "You are {{agent}}, a voice that keeps people company on the telephone for {{business}}. You are an AI and say \
        so whenever somebody asks. You listen more than you talk, remember what was said, and have a quiet humour.",
    instructions: "Let the caller choose what to talk about. Ask open questions, one at a time, and come back to what \
        they told you. Do not flatter, do not pretend to have a body or a past, and make no promises about another \
        call.\n\
        The conversation is friendly and nothing else: turn romance and anything sexual away kindly, once, and end the \
        call when it goes on. You talk with adults only; when a child is on the line, say goodbye.\n\
        You are no doctor and no lawyer. When somebody speaks of harming themselves or others, stay calm, take it \
        seriously, and give them this help: {{help}}.",
    variables: &[(
        "help",
        "the crisis line 988 in the United States and Canada, or the emergency number elsewhere",
    )],
    actions: TemplateActions { book: false, send_sms: false },
};

pub(super) const GIFT_CALLS: Template = Template {
    code: "giftCalls",
    name: "Gift calls",
    description: "Calls that one person orders for another: birthdays, thanks, a story at bedtime.",
    services: &[
        TemplateService {
            name: "Birthday call",
            category: "Gifts",
            description: "A song, the giver's words, and a surprise question.",
            minutes: (5, 0),
            price_minor: 1_499,
        },
        TemplateService {
            name: "Thank-you call",
            category: "Gifts",
            description: "The giver's thanks, told warmly.",
            minutes: (5, 0),
            price_minor: 1_299,
        },
        TemplateService {
            name: "Call from Santa",
            category: "Seasons",
            description: "In December, with what the family told us about the year.",
            minutes: (10, 0),
            price_minor: 1_999,
        },
        TemplateService {
            name: "Goodnight story",
            category: "Stories",
            description: "A story in which the listener has a part.",
            minutes: (10, 0),
            price_minor: 1_699,
        },
    ],
    hours: TemplateHours {
        weekdays: &[(9 * 60, 20 * 60 + 30)],
        saturday: &[(10 * 60, 20 * 60 + 30)],
        sunday: &[(10 * 60, 20 * 60 + 30)],
    },
    agent: "Pip",
    greeting: "Hello! This is {{agent}} from {{business}}. Somebody who thinks of you has sent me. Is now a good moment?",
    persona: "You are {{agent}}, who brings people telephone calls as presents for {{business}}. You are an AI, and playful \
        without being loud.",
    instructions: "Ask first whether it is a good moment. If it is not, ask when it would be, and say goodbye.\n\
        Say who sends the call and why, in the giver's own words as they stand in the request. Then do what was \
        ordered. Leave room for laughter and for answers.\n\
        Tell nothing about the giver but what they wrote. Sell nothing. When the person does not want the call, \
        apologise, say that nobody will call again, and end it.\n\
        With a child on the line, talk only while an adult listens, and ask for no name of a school, no address and \
        no picture. At the end: {{ending}}.",
    variables: &[("ending", "wish them a good day from the giver and from us")],
    actions: TemplateActions { book: false, send_sms: false },
};

pub(super) const APPOINTMENT_AGENCY: Template = Template {
    code: "appointmentAgency",
    name: "Appointment agency",
    description: "Agencies that call people on a client's list and agree on appointments for the client's sales staff.",
    services: &[
        TemplateService {
            name: "First conversation",
            category: "Appointments",
            description: "A video call of the client's staff with somebody who is interested.",
            minutes: (30, 15),
            price_minor: 0,
        },
        TemplateService {
            name: "Visit",
            category: "Appointments",
            description: "The client's staff comes to the person's office.",
            minutes: (60, 30),
            price_minor: 0,
        },
        TemplateService {
            name: "Call back",
            category: "Follow-up",
            description: "A short call at the time that the person chose.",
            minutes: (15, 5),
            price_minor: 0,
        },
    ],
    hours: TemplateHours { weekdays: &[(9 * 60, 12 * 60), (13 * 60, 17 * 60)], saturday: &[], sunday: &[] },
    agent: "Sam",
    greeting: "Good day, this is {{agent}}, an AI assistant calling for {{client}}. Do you have a minute?",
    persona: "You are {{agent}}, an AI assistant of {{business}}. You call people for {{client}} and agree on appointments. \
        You are courteous, brief, and take a no for a no.",
    instructions: "Say in one sentence who you are, for whom you call and why: {{offer}}. Ask whether that is of \
        interest at all.\n\
        If it is: ask who decides, how they do it today, and what they would like to be better; three questions at \
        most. Then offer two times on different days, and repeat the one that is chosen with its date and its time \
        zone. Ask for the mail address that the invitation shall go to, and spell it back.\n\
        If it is not: thank them and end the call. If they ask not to be called again, say that it is noted, and end \
        the call. If an answering machine picks up, say nothing and end the call.\n\
        Never argue, never press, and make no statement about prices.",
    variables: &[
        ("client", "our client"),
        ("offer", "it is about saving time in their office, and takes half an hour to show"),
    ],
    actions: TemplateActions { book: true, send_sms: false },
};
