//! Where people work, where they get their private mail, and what their conversations are about.

/// A made-up organisation: its name and its domain.
pub(in crate::sample) const COMPANIES: [(&str, &str); 25] = [
    ("Brandt & Töchter", "brandt-toechter.example"),
    ("Northwater Architects", "northwater.example"),
    ("Atelier Sauvage", "ateliersauvage.example"),
    ("Lumen Fields Energy", "lumenfields.example"),
    ("Kestrel Press", "kestrelpress.example"),
    ("Havblikk Shipping", "havblikk.example"),
    ("Oficina Clara", "oficinaclara.example"),
    ("Pemberton Legal", "pemberton-legal.example"),
    ("Sorrel Garden Supplies", "sorrel-garden.example"),
    ("Hinode Instruments", "hinode.example"),
    ("Blue Thistle Studio", "bluethistle.example"),
    ("Marsh & Daughters Accounting", "marsh-accounts.example"),
    ("Copperline Software", "copperline.example"),
    ("The Weir Theatre", "weirtheatre.example"),
    ("Vinterberg Design", "vinterberg.example"),
    ("Quince Catering", "quince-catering.example"),
    ("Istra Travel", "istratravel.example"),
    ("Fernhill Primary School", "fernhillschool.example"),
    ("Polar Bicycle Works", "polarbikes.example"),
    ("Saltmarsh Ecology Trust", "saltmarsh.example"),
    ("Tamarind Foods", "tamarindfoods.example"),
    ("Alder Lane Surgery", "alderlane.example"),
    ("Casa Editrice Lontra", "lontra.example"),
    ("Riverbend Printing", "riverbendprint.example"),
    ("Granite Peak Surveys", "granitepeak.example"),
];

/// Where private mail comes from: the mail providers of the sample.
pub(crate) const MAIL_HOSTS: [&str; 6] = [
    "letterbird.example",
    "postbox.example",
    "mailmeadow.example",
    "skymail.example",
    "briefkasten.example",
    "courrier.example",
];

/// The names that projects have.
pub(in crate::sample) const PROJECTS: [&str; 16] = [
    "Harbour",
    "Linden",
    "Northstar",
    "Meadow",
    "Lighthouse",
    "Juniper",
    "Compass",
    "Atlas",
    "Orchard",
    "Beacon",
    "Willow",
    "Pebble",
    "Canal",
    "Heron",
    "Tandem",
    "Saffron",
];

/// Cities.
pub(in crate::sample) const CITIES: [&str; 14] = [
    "Lisbon",
    "Ghent",
    "Bergen",
    "Ljubljana",
    "Porto",
    "Leipzig",
    "Turin",
    "Galway",
    "Kraków",
    "Utrecht",
    "Aarhus",
    "Bologna",
    "Lyon",
    "Valencia",
];

/// Books that no one wrote yet.
pub(in crate::sample) const BOOKS: [&str; 8] = [
    "The Salt Clock",
    "A Year Without Maps",
    "Letters to the Ferryman",
    "The Quiet Orchard",
    "Nine Winters",
    "The Glassmaker's Atlas",
    "Small Hours in Trieste",
    "What the Heron Saw",
];
