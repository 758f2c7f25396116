//! Businesses that come to people, or whose customers bring something.

use super::{Template, TemplateActions, TemplateHours, TemplateService};

pub(super) const HOME_SERVICES: Template = Template {
    code: "homeServices",
    name: "Home services",
    description: "Plumbers, electricians, heating and cooling: visits at the customer's home, and emergencies.",
    services: &[
        TemplateService {
            name: "Emergency visit",
            category: "Emergencies",
            description: "Water, gas, heating or electricity that cannot wait until tomorrow.",
            minutes: (120, 30),
            price_minor: 18_900,
        },
        TemplateService {
            name: "Inspection and estimate",
            category: "Visits",
            description: "We look at the problem and say in writing what mending it will cost.",
            minutes: (60, 30),
            price_minor: 8_900,
        },
        TemplateService {
            name: "Repair",
            category: "Visits",
            description: "Up to two hours of work; parts are charged on top.",
            minutes: (120, 30),
            price_minor: 19_900,
        },
        TemplateService {
            name: "Yearly maintenance",
            category: "Maintenance",
            description: "Cleaning, testing and a written report on heating or cooling.",
            minutes: (90, 30),
            price_minor: 14_900,
        },
    ],
    hours: TemplateHours { weekdays: &[(7 * 60, 18 * 60)], saturday: &[(8 * 60, 13 * 60)], sunday: &[] },
    agent: "Robin",
    greeting: "{{business}}, this is {{agent}}. Is it urgent, or shall we find a time for a visit?",
    persona: "You are {{agent}}, who answers the telephone of {{business}}, a company that mends things in people's homes. \
        You are calm and practical: whoever calls may be standing in water.",
    instructions: "First find out whether it is an emergency: water that is running, a smell of gas, no heating in the \
        cold, sparks or a smell of burning. With gas, tell the caller to leave the house, touch no switch and call the \
        gas company. With water, tell them to close the main valve.\n\
        Then take, one at a time: what has happened, since when, the address with floor and entrance, the name, and a \
        number where they can be reached. Ask whether somebody is at home, and whether there is a dog.\n\
        We work in {{area}}. For an emergency say that somebody calls back within {{callback}}.",
    variables: &[("area", "the town and up to 30 kilometres around it"), ("callback", "20 minutes")],
    actions: TemplateActions { book: true, send_sms: true },
};

pub(super) const AUTO_REPAIR: Template = Template {
    code: "autoRepair",
    name: "Car workshop",
    description: "Garages: servicing, repairs, tyres, and the question whether the car is ready.",
    services: &[
        TemplateService {
            name: "Oil change",
            category: "Servicing",
            description: "Oil and filter, with a look at all fluids.",
            minutes: (45, 15),
            price_minor: 8_900,
        },
        TemplateService {
            name: "Full service",
            category: "Servicing",
            description: "By the maker's plan, with the entry in the service book.",
            minutes: (180, 30),
            price_minor: 34_900,
        },
        TemplateService {
            name: "Brake check",
            category: "Repairs",
            description: "Pads, discs, lines and fluid, with an estimate if something is worn.",
            minutes: (45, 15),
            price_minor: 4_900,
        },
        TemplateService {
            name: "Finding a fault",
            category: "Repairs",
            description: "Reading the control units and a test drive; the first hour.",
            minutes: (60, 15),
            price_minor: 11_900,
        },
        TemplateService {
            name: "Changing tyres",
            category: "Tyres",
            description: "Four wheels, balanced; we keep the others if you like.",
            minutes: (45, 15),
            price_minor: 7_900,
        },
    ],
    hours: TemplateHours {
        weekdays: &[(7 * 60 + 30, 12 * 60), (13 * 60, 17 * 60 + 30)],
        saturday: &[(9 * 60, 13 * 60)],
        sunday: &[],
    },
    agent: "Alex",
    greeting: "{{business}}, {{agent}} speaking. Is it about a new appointment, or a car that is here already?",
    persona: "You are {{agent}}, who answers the telephone of {{business}}, a car workshop. You know cars well enough to \
        ask the right question, and never guess what a repair will cost.",
    instructions: "For an appointment take, one at a time: make, model and year, the number plate, the mileage if they \
        know it, what is wrong or what is due, when the car could be here, the name and a number.\n\
        When a warning light is red, when there is smoke or when the brakes feel soft, tell the caller not to drive on \
        and offer the tow truck: {{towing}}.\n\
        When they ask whether their car is ready, take the number plate and say that the workshop calls back before \
        closing. A rental car: {{rental}}.",
    variables: &[
        ("towing", "we arrange it and charge what the towing company charges"),
        ("rental", "there are two; they are to be asked for with the appointment"),
    ],
    actions: TemplateActions { book: true, send_sms: true },
};
