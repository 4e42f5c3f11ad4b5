"""Classes of English words by which names are read: what takes place in towns, what governments do, what persons are.

The sets hold lemmas in lower case, written for this project; :mod:`caatext.annotation.metonyms`,
:mod:`caatext.annotation.proper_names` and :mod:`caatext.annotation.surnames` say how each is used.
"""

from __future__ import annotations

#: Prepositions that make a capital a place.
PLACE_PREPOSITIONS = frozenset((
    "about", "above", "across", "around", "at", "behind", "beyond", "in", "inside", "near", "outside", "over",
    "past", "throughout", "within",
))  # fmt: skip

#: Prepositions of ways; what they govern is a place where something moves.
PATH_PREPOSITIONS = frozenset((
    "for", "from", "into", "off", "onto", "through", "to", "toward", "towards", "via",
))  # fmt: skip

#: Movements and ways: verbs and nouns.
TRAVEL = frozenset((
    "arrival", "arrive", "ascend", "bring", "bus", "carry", "come", "commute", "convene", "corridor", "depart",
    "deploy", "drive", "drop", "elect", "enter", "escape", "escort", "ferry", "flee", "flight", "fly", "gather",
    "go", "head", "highway", "hour", "hurry", "invite", "journey", "kilometer", "launch", "leave", "line",
    "march", "meet", "meeting", "migrate", "mile", "move", "pipeline", "railway", "reach", "recall", "relocate",
    "return", "ride", "road", "route", "run", "rush", "sail", "send", "ship", "summon", "take", "tour", "train",
    "transition", "transport", "travel", "trip", "visit", "visitor", "voyage", "walk", "way", "welcome",
))  # fmt: skip

#: What runs between two towns.
WAYS = frozenset((
    "border", "bus", "commute", "distance", "flight", "fly", "highway", "mile", "railroad", "railway", "ride",
    "road", "route", "shuttle", "train", "travel", "trip",
))  # fmt: skip

#: What is seen, heard or done from a building or a town.
FROM_WITHIN = frozenset((
    "address", "broadcast", "call", "emerge", "evacuate", "exit", "expel", "hear", "live", "look", "phone",
    "report", "see", "speak", "telephone", "tweet", "watch", "wave", "withdraw", "write",
))  # fmt: skip

#: What is done to a town or a building and not to a government.
DONE_TO_PLACES = frozenset((
    "assault", "besiege", "bomb", "bombard", "build", "burn", "capture", "circle", "decorate", "defend",
    "destroy", "divide", "encircle", "evacuate", "flood", "inhabit", "invade", "liberate", "light", "locate",
    "loot", "occupy", "overrun", "patrol", "picket", "raze", "rebuild", "recapture", "renovate", "repair",
    "restore", "retake", "ring", "secure", "seize", "shell", "storm", "surround", "take", "tear", "unite",
    "vacate",
))  # fmt: skip

#: What a town does by being where and what it is.
DONE_BY_PLACES = frozenset((
    "burn", "bustle", "fall", "host", "house", "lie", "nestle", "overlook", "sit", "sleep", "stand",
))  # fmt: skip

#: What is said of a town and not of a government.
PLACE_ADJECTIVES = frozenset((
    "beautiful", "busy", "calm", "close", "cold", "crowded", "empty", "far", "hot", "near", "quiet", "safe",
    "secure", "sunny", "warm",
))  # fmt: skip

#: "The regime in X" is the government, wherever it sits; so are "we in X" and "power in X".
RULERS = frozenset((
    "administration", "ally", "anyone", "authority", "budget", "bureaucracy", "bureaucrat", "business", "capital",
    "counterpart", "decisionmaker", "deficit", "dictator", "discipline", "elite", "establishment",
    "everyone", "government", "gridlock", "hardliner", "hawk", "junta", "lawmaker", "leader",
    "leadership", "master", "mullah", "nobody", "official", "partner", "patron", "policy", "policymaker",
    "politician", "politics", "power", "regime", "rhetoric", "ruler", "somebody", "someone", "spender",
    "spending", "strategist", "them", "theocrat", "they", "thinking", "those", "us", "waste", "we", "you",
))  # fmt: skip

#: What a government does, wherever it sits: "spent in X".
RULED = frozenset((
    "centralize", "concentrate", "decide", "govern", "legislate", "regulate", "spend", "tax", "waste",
))  # fmt: skip

#: "The streets of X": X is a town.
PARTS_OF_PLACES = frozenset((
    "airlift", "airport", "bank", "battle", "bishop", "bombing", "bridge", "building", "capital", "center",
    "chamber", "child", "citizen", "city", "conference", "congress", "corner", "corridor", "crowd", "defender",
    "defense", "destruction", "district", "door", "east", "edge", "fall", "family", "floor", "front", "garden",
    "gate", "grounds", "half", "hall", "heart", "hill", "inhabitant", "inside", "kilometer", "lawn", "liberation",
    "light", "man", "map", "mayor", "mile", "native", "neighborhood", "north", "northeast", "northwest",
    "occupation", "out", "outside", "outskirt", "part", "peace", "people", "photo", "population", "port",
    "refugee", "resident", "rest", "roof", "rooftop", "room", "side", "siege", "sky", "skyline", "slum", "south",
    "southeast", "southwest", "square", "step", "street", "student", "suburb", "tour", "town", "treaty",
    "university", "view", "visitor", "wall", "west", "window", "woman",
))  # fmt: skip

#: "The X summit", "the X garage": X is a town or a building.
EVENTS_AND_SITES = frozenset((
    "accord", "agreement", "airport", "apartment", "area", "attack", "basement", "bedroom", "bombing", "briefing",
    "building", "bureau", "cafe", "ceremony", "chamber", "church", "city", "communique", "communiqué", "complex",
    "concert", "conference", "congress", "consultation", "convention", "correspondent", "decision", "declaration",
    "dialogue", "dinner", "dome", "embassy", "event", "exhibition", "fair", "forum", "garage", "garden",
    "grounds", "hall", "headquarters", "home", "hospital", "hotel", "house", "lawn", "meeting", "memorandum",
    "metro", "museum", "native", "negotiation", "neighborhood", "office", "olympics", "outskirt", "pact",
    "parade", "park", "party", "plaza", "police", "prison", "process", "protocol", "reception", "region",
    "reporter", "resident", "restaurant", "rotunda", "round", "school", "screening", "session", "square",
    "stadium", "station", "step", "steps", "store", "street", "suburb", "summit", "talk", "terrorist", "theater",
    "tour", "treaty", "university", "visit", "visitor", "wall", "wedding", "zone", "zoo",
))  # fmt: skip

#: With "to", "for" or "from", these have a government at the other end.
ADDRESSED = frozenset((
    "access", "according", "aid", "allegiance", "ally", "alternative", "ambassador", "answer", "appeal", "appear",
    "apply", "authority", "belong", "bill", "blow", "bow", "challenge", "close", "complain", "complaint",
    "concede", "concession", "control", "deference", "delegation", "demand", "dollar", "due", "envoy", "flow",
    "friendly", "gift", "give", "hand", "help", "hostile", "important", "lend", "letter", "listen", "loan",
    "lose", "loyal", "loyalty", "matter", "mean", "message", "money", "offer", "opposition", "owe", "pay",
    "power", "pressure", "problem", "proposal", "question", "relation", "reply", "report", "resistance",
    "resource", "respond", "response", "responsibility", "revenue", "say", "seem", "sell", "setback", "signal",
    "speak", "submit", "support", "surrender", "talk", "tax", "tell", "threat", "tie", "turn", "unacceptable",
    "victory", "warn", "warning", "word",
))  # fmt: skip

#: With "at", these are aimed at a government.
AIMED = frozenset((
    "aim", "anger", "angry", "dig", "direct", "frustration", "furious", "laugh", "point", "rage", "shout", "swipe",
))  # fmt: skip

#: With "on", these are aimed at a town.
STRUCK = frozenset((
    "advance", "assault", "bomb", "descend", "fire", "march", "missile", "shell",
))  # fmt: skip

#: What is agreed or discussed on a city is its fate.
DISCUSSED = frozenset((
    "accord", "agreement", "conference", "crisis", "discussion", "negotiation", "talk", "treaty", "understanding",
))  # fmt: skip

#: States of the US by their last word, beside which *Georgia* is one.
STATES_OF_THE_US = frozenset((
    "Alabama", "Alaska", "Arizona", "Arkansas", "California", "Carolina", "Colorado", "Connecticut", "Dakota",
    "Delaware", "Florida", "Hampshire", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Jersey", "Kansas",
    "Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts", "Mexico", "Michigan", "Minnesota",
    "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada", "Ohio", "Oklahoma", "Oregon", "Pennsylvania",
    "Rhode", "Tennessee", "Texas", "Utah", "Vermont", "Virginia", "Wisconsin", "Wyoming", "York",
))  # fmt: skip

#: Words of a name that stand for the state and its organs.
ORGANS = frozenset((
    "administration", "admiral", "agency", "air", "ambassador", "ambassadors", "armed", "army", "assembly",
    "attorney", "authorities", "border", "cabinet", "cabinets", "chancellor", "chief", "coalition", "command",
    "communist", "communists", "congress", "constitution", "consulate", "council", "court", "defence", "defense",
    "delegation", "department", "deputy", "duma", "embassy", "emperor", "empire", "federal", "federation",
    "finance", "force", "forces", "foreign", "general", "government", "governments", "guard", "intelligence",
    "interior", "king", "kingdom", "leader", "marines", "marshal", "military", "minister", "ministers",
    "ministry", "mission", "nation", "national", "navy", "oil", "parliament", "parliamentary", "party", "people",
    "peoples", "police", "politburo", "premier", "presidency", "president", "presidential", "presidents", "prime",
    "prince", "queen", "regime", "republic", "republics", "revolutionary", "secret", "secretary", "security",
    "senate", "soldier", "soldiers", "special", "state", "states", "supreme", "trade", "treasury", "troops",
    "union", "vice",
))  # fmt: skip

#: Last words of names of laws, programs, wars, works, firms and sites: a state inside them does not act.
THINGS = frozenset((
    "academy", "act", "agenda", "airlines", "airport", "airways", "amendment", "anthem", "association", "avenue",
    "award", "barrier", "bill", "boulevard", "bowl", "bridge", "broadcasting", "building", "campaign", "canal",
    "cathedral", "center", "centre", "century", "challenge", "championship", "charter", "church", "clinic",
    "club", "college", "commission", "committee", "compact", "conflict", "convention", "corporation", "corridor",
    "crisis", "cup", "daily", "deal", "decade", "declaration", "desk", "doctrine", "dream", "era", "exchange",
    "expedition", "exposition", "express", "fair", "falls", "festival", "film", "forum", "foundation", "fund",
    "games", "gazette", "hall", "heritage", "highway", "hospital", "hotel", "house", "inc", "independent",
    "index", "initiative", "institute", "institution", "journal", "lake", "law", "league", "legion",
    "legislation", "library", "lines", "magazine", "march", "medal", "memorial", "miracle", "monument",
    "mountains", "movement", "museum", "news", "ocean", "open", "opera", "orchestra", "park", "partnership",
    "pipeline", "plan", "plaza", "pledge", "post", "press", "prize", "program", "programme", "project",
    "proposal", "railroad", "railway", "record", "recovery", "reform", "relief", "report", "rescue", "research",
    "resolution", "restaurant", "revolution", "river", "road", "rose", "route", "saga", "school", "sea", "series",
    "show", "society", "song", "spring", "square", "stadium", "standard", "star", "station", "store", "stories",
    "story", "strategy", "stream", "studies", "study", "summer", "survey", "symposium", "taskforce", "telegraph",
    "theater", "theatre", "times", "tour", "tower", "trail", "tribune", "trust", "university", "valley",
    "veteran", "veterans", "vision", "voice", "war", "way", "week", "weekly", "winter", "workshop", "world",
    "year",
))  # fmt: skip

#: First words of names that go on with "of", "for" or "on" and an actor.
HEADS = frozenset((
    "academy", "alliance", "association", "bank", "battle", "bureau", "college", "commission", "committee",
    "confederation", "conference", "council", "daughters", "declaration", "federation", "forum", "foundation",
    "friends", "fund", "gulf", "institute", "league", "museum", "office", "organization", "partnership", "radio",
    "sea", "society", "sons", "strait", "straits", "treaty", "university", "voice",
))  # fmt: skip

#: Persons: an adjective of two states before them names a group of people.
PERSONS = frozenset((
    "actor", "actress", "adult", "ancestry", "author", "boy", "child", "citizen", "community", "couple",
    "descent", "family", "farmer", "girl", "heritage", "household", "immigrant", "kid", "man", "mother",
    "neighborhood", "origin", "parent", "refugee", "resident", "student", "voter", "woman", "worker", "youth",
))  # fmt: skip

#: Nouns before which the adjective of a state names a language.
TONGUES = frozenset((
    "classroom", "dictionary", "homework", "interpreter", "language", "lesson", "speaker", "speaking", "teacher",
    "textbook", "translation", "translator",
))  # fmt: skip

#: Verbs whose object is a language.
TONGUE_VERBS = frozenset((
    "learn", "master", "read", "speak", "study", "teach", "translate", "understand",
))  # fmt: skip

#: Before a noun that is also the adjective of a state: persons are meant.
ONE_PERSON = frozenset((
    "a", "all", "an", "another", "any", "average", "each", "every", "fellow", "few", "many", "more", "most",
    "native", "no", "old", "one", "other", "several", "some", "that", "this", "three", "two", "young",
))  # fmt: skip

#: What a people does, and a government does not.
LIVING = frozenset((
    "celebrate", "dance", "die", "dream", "drink", "eat", "endure", "flee", "hope", "live", "love", "marry",
    "mourn", "pray", "sing", "speak", "starve", "suffer", "survive",
))  # fmt: skip

#: Titles that only somebody in office has.
OFFICES = frozenset((
    "ayatollah", "chairman", "chancellor", "dictator", "emir", "emperor", "king", "leader", "minister", "pope",
    "premier", "president", "president-elect", "prince", "queen", "secretary", "shah", "sultan",
))  # fmt: skip

#: Words before a surname that are no first names.
TITLES = frozenset((
    "ayatollah", "candidate", "chairman", "chancellor", "colonel", "comrade", "crown", "dictator", "dr", "dr.",
    "emir", "emperor", "foreign", "former", "gen.", "general", "gov.", "governor", "justice", "king", "leader",
    "madame", "marshal", "mayor", "minister", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "pope", "premier",
    "president", "president-elect", "prime", "prince", "professor", "queen", "secretary", "sen.", "senator",
    "shah", "sheikh", "sir", "sultan", "team", "the", "u.s.", "us", "vice",
))  # fmt: skip

#: What governments hold and make: where it is held or made in a capital, the government is meant.
HELD_BY_RULERS = frozenset(("authority", "budget", "decision", "money", "policy", "power", "rule"))
