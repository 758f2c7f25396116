// Four organisations, one for each look. The first one stands at "/", every one at "/s/<slug>".
const links = { imprint: "https://example.com/imprint", privacy: "https://example.com/privacy", terms: "https://example.com/terms" };

const plan = (code, name, priceMinor, durationSeconds, description, more = {}) => ({
  code, name, description, priceMinor, currency: "USD", durationSeconds, free: priceMinor === 0,
  minimumAge: 0, disclosure: "", badge: "", ...more,
});

const questions = [
  { question: "Is it a person who calls?", answer: "No. It is an artificial voice, and it says so when it calls. You are asked for your consent to that before you book." },
  { question: "When will my phone ring?", answer: "As soon as a line is free, or at the time you choose. Your waiting page shows your place in the queue and moves by itself." },
  { question: "What if I miss the call?", answer: "A busy line or a missed call is tried again a few times; your waiting page says when. You can also change the number there while the call still waits." },
  { question: "Can I cancel?", answer: "Yes, from your waiting page, until the phone rings. Before you confirm, it says what happens to your money." },
  { question: "Do I need an app or an account?", answer: "No. The call comes to an ordinary phone, and the link to your waiting page is all there is to keep." },
];

const steps = [
  { title: "Choose and book", text: "Pick how long to talk, leave your number and say what it is about." },
  { title: "Your phone rings", text: "As soon as a line is free, or at the hour you chose. A page shows your place while you wait." },
  { title: "Talk", text: "Until you hang up, or the time you chose is over. Nothing to install and nothing to cancel." },
];

const store = (slug, name, content, plans, payments = { checkout: true, element: true, crypto: true }) => ({
  organisation: { name, slug, timeZone: "America/New_York" },
  takesBookings: true,
  defaultRegion: "US",
  disclosure: `${name} calls with an artificial voice. It says so when it calls. I agree to be called by it at this number.`,
  plans,
  content: { contactEmail: `hello@${slug}.example.com`, links, steps, questions, testimonials: [], ...content },
  payments,
  trialWindowHours: 24,
  sandbox: true,
});

export const storefronts = [
  store("lantern", "Lantern Line", {
    headline: "Leave your number.",
    headlineAccent: "We’ll ring you.",
    lead: "Choose how long to talk and say what it is about. An AI voice from Lantern Line calls the number you give. No app, no account: just a phone that rings.",
    testimonials: [
      { quote: "I said out loud what I had been turning over for weeks. That was all it took.", name: "Mara O.", detail: "Extended call, in the evening" },
      { quote: "It rang two minutes after I had paid. I had not even put the kettle on.", name: "Jonas W.", detail: "Standard call" },
      { quote: "My father is 81 and has no use for apps. He has a telephone.", name: "Priya N.", detail: "Booked for somebody else" },
    ],
    theme: { accent: "#b7791f", look: "hotline", mode: "auto" },
    seo: { title: "Lantern Line: leave your number, we’ll ring you", description: "Choose how long to talk, leave your number, and an AI voice calls you." },
  }, [
    plan("free_trial", "Free trial", 0, 120, "A short first call to hear what it is like. Once in 24 hours for each person."),
    plan("standard", "Standard", 999, 600, "Ten minutes to talk about your day, a plan or a worry.", { badge: "Most chosen" }),
    plan("extended", "Extended", 1899, 1200, "Twenty minutes, for a story that needs its time."),
    plan("premium", "Late hours", 3499, 2700, "Three quarters of an hour, ahead of others in the queue.", { minimumAge: 18, disclosure: "This talk may touch on grown-up subjects." }),
  ]),
  store("northpole", "Calls from the Pole", {
    headline: "A call from the North Pole",
    headlineAccent: "for the one who still believes.",
    lead: "Tell us a name and what they did well this year. On the day you choose, their phone rings, and somebody with a very deep voice wants to talk to them.",
    theme: { accent: "#c02a3d", look: "gift", mode: "auto" },
    seo: { title: "Calls from the Pole", description: "A personal call for somebody small." },
  }, [
    plan("standard", "A short hello", 1499, 240, "Four minutes: a greeting, two questions and a good-night.", { minimumAge: 18 }),
    plan("extended", "The long talk", 2499, 480, "Eight minutes with time for the wish list and a song.", { badge: "Loved by families", minimumAge: 18 }),
  ]),
  store("harbour", "Harbour Practice", {
    headline: "Your check-in,",
    headlineAccent: "by telephone.",
    lead: "Between two appointments, a calm voice asks how you are and passes on what matters to your care team. It takes ten minutes and no travel.",
    theme: { accent: "#0f766e", look: "clinic", mode: "auto" },
    seo: { title: "Harbour Practice: check-in by telephone", description: "A short check-in by telephone between two appointments." },
  }, [
    plan("standard", "Check-in", 0, 600, "Ten minutes. Covered by the practice."),
    plan("extended", "Longer talk", 1900, 1200, "Twenty minutes, when there is more to say."),
    plan("premium", "With preparation", 2900, 1800, "Half an hour, with questions that you send before."),
  ], { checkout: true, element: false, crypto: false }),
  store("blank", "Blank & Sons", {
    headline: "We call you back.",
    headlineAccent: "",
    lead: "Leave a number. Pay once. Talk.",
    testimonials: [],
    questions: [],
    contactEmail: "",
    links: { imprint: "", privacy: "", terms: "" },
    theme: { accent: "#ffd400", look: "plain", mode: "light" },
    seo: { title: "Blank & Sons", description: "We call you back." },
  }, [plan("standard", "One call", 500, 300, "Five minutes.")], { checkout: true, element: false, crypto: false }),
];

export const storefrontOf = (slug) => (slug ? storefronts.find((entry) => entry.organisation.slug === slug) : storefronts[0]);
