//! Names for people who don't exist.

pub(super) const FIRST_NAMES: [&str; 40] = [
    "Ada", "Anna", "Bruno", "Carla", "Cem", "Chloe", "Dana", "Diego", "Elif", "Emil", "Eva", "Farid",
    "Greta", "Hana", "Hugo", "Ida", "Igor", "Ines", "Ivan", "Jonas", "Julia", "Kofi", "Lars", "Lea", "Lina",
    "Lukas", "Maja", "Marco", "Mina", "Nils", "Nora", "Olga", "Omar", "Paula", "Petra", "Rosa", "Samir",
    "Tara", "Vera", "Yuki",
];

pub(super) const LAST_NAMES: [&str; 40] = [
    "Adler", "Alvarez", "Bauer", "Becker", "Berg", "Blom", "Castro", "Costa", "Dahl", "Diaz", "Ek", "Engel",
    "Falk", "Ferrari", "Fischer", "Garcia", "Haas", "Holm", "Ito", "Jansen", "Kaya", "Keller", "Kim",
    "Klein", "Lang", "Lind", "Lopez", "Maier", "Moreau", "Nilsen", "Novak", "Okafor", "Park", "Peters",
    "Rossi", "Sato", "Silva", "Strand", "Vogel", "Weber",
];
