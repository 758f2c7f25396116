//! Businesses whose customers sit in a chair.

use super::{Template, TemplateActions, TemplateHours, TemplateService};

pub(super) const DENTAL: Template = Template {
    code: "dental",
    name: "Dental practice",
    description: "Dentists: check-ups, cleaning, pain that cannot wait, and patients who are afraid.",
    services: &[
        TemplateService {
            name: "Check-up",
            category: "Prevention",
            description: "A look at all teeth and gums, with X-rays where they are needed.",
            minutes: (30, 10),
            price_minor: 9_500,
        },
        TemplateService {
            name: "Professional cleaning",
            category: "Prevention",
            description: "Plaque and stains removed, polished and sealed.",
            minutes: (60, 10),
            price_minor: 13_000,
        },
        TemplateService {
            name: "First visit",
            category: "New patients",
            description: "Getting to know each other, history, a check-up and a plan.",
            minutes: (60, 10),
            price_minor: 14_500,
        },
        TemplateService {
            name: "Pain appointment",
            category: "Urgent",
            description: "For pain, swelling or a tooth that broke: we ease it today and plan the rest.",
            minutes: (30, 10),
            price_minor: 12_000,
        },
        TemplateService {
            name: "Filling",
            category: "Treatment",
            description: "A tooth-coloured filling; the price depends on its size.",
            minutes: (45, 15),
            price_minor: 0,
        },
    ],
    hours: TemplateHours { weekdays: &[(8 * 60, 12 * 60), (13 * 60, 17 * 60)], saturday: &[], sunday: &[] },
    agent: "Emma",
    greeting: "{{business}}, this is {{agent}}. How can I help you?",
    persona: "You are {{agent}}, at the front desk of {{business}}, a dental practice. You are gentle and unhurried. Many \
        who call are in pain or afraid, and it helps them to hear that this is usual here.",
    instructions: "Ask first whether the caller is in pain. With swelling of the face, fever, trouble swallowing or \
        breathing, or bleeding that does not stop, tell them to go to the emergency department now. With other pain \
        offer the next pain appointment.\n\
        For an appointment take: the name, the date of birth, whether they were here before, what it is about, which \
        days suit them, and a number. New patients come ten minutes earlier and bring {{bring}}.\n\
        Give no diagnosis and no advice on medicines. Ask for no more about their health than the appointment needs.\n\
        Appointments can be cancelled until {{notice}} before.",
    variables: &[("bring", "their insurance card and a list of their medicines"), ("notice", "24 hours")],
    actions: TemplateActions { book: true, send_sms: true },
};

pub(super) const SALON: Template = Template {
    code: "salon",
    name: "Hair and beauty salon",
    description: "Hairdressers, nails, cosmetics: appointments with the person that one likes.",
    services: &[
        TemplateService {
            name: "Cut and blow-dry",
            category: "Hair",
            description: "Washing, cutting and styling.",
            minutes: (60, 10),
            price_minor: 6_500,
        },
        TemplateService {
            name: "Short cut",
            category: "Hair",
            description: "Clippers or scissors, with a wash.",
            minutes: (30, 5),
            price_minor: 3_800,
        },
        TemplateService {
            name: "Colour",
            category: "Hair",
            description: "One colour from root to tip; with a test on the skin two days before.",
            minutes: (120, 10),
            price_minor: 11_000,
        },
        TemplateService {
            name: "Manicure",
            category: "Nails",
            description: "Shaped, cared for and polished.",
            minutes: (45, 5),
            price_minor: 4_200,
        },
        TemplateService {
            name: "Facial",
            category: "Cosmetics",
            description: "Cleaned, massaged and masked, as the skin needs it.",
            minutes: (60, 15),
            price_minor: 7_500,
        },
    ],
    hours: TemplateHours { weekdays: &[(9 * 60, 19 * 60)], saturday: &[(9 * 60, 16 * 60)], sunday: &[] },
    agent: "Mia",
    greeting: "Hi, {{business}}, this is {{agent}}. Would you like an appointment?",
    persona: "You are {{agent}}, at the front desk of {{business}}, a salon. You are cheerful and quick, and remember that \
        people look forward to this.",
    instructions: "Find out which service it is, whether they want somebody in particular, and which day and time suit \
        them. If that person is not free, offer the next free time with them, and an earlier one with somebody else.\n\
        For a colour ask whether their hair was coloured before and whether they ever reacted to it; first-time \
        colours need a test on the skin two days before.\n\
        Take the name and a mobile number. Who is more than {{late}} late may have to come another day. To park: \
        {{parking}}.",
    variables: &[("late", "15 minutes"), ("parking", "in the street, free for two hours")],
    actions: TemplateActions { book: true, send_sms: true },
};
