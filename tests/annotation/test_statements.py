"""Who does what to whom, whether it is denied, how real it is, and who is bound."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.annotation.coverage import role_coverage

N, S, U = "norland", "suria", "union"


def rows_of(statements):
    return set(zip(statements["agent"], statements["verb"], statements["patient"], strict=True))


def one(statements, *verbs):
    found = statements[statements["verb"].isin(verbs)]
    assert len(found) == 1, f"{verbs} in {list(statements['verb'])}"
    return found.iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland invaded Suria.", (N, "invade", S)),
        ("Norland gave Suria two ships.", (N, "give", S)),
        ("Norland gave two ships to Suria.", (N, "give", S)),
        ("Norland negotiated with Suria.", (N, "negotiate", S)),
        ("Norland withdrew its troops from Suria.", (N, "withdraw", S)),
        ("Norland signed a treaty with Suria.", (N, "sign", S)),
        ("Norland came to Suria.", (N, "come", "")),
        ("The treaty made Suria safer.", ("", "make", S)),
        ("The Norlandic army trained rebels in Suria.", (N, "train", "")),
        ("On Suria the Norlandic government spoke again.", (N, "speak", "")),
    ],
)
def test_subject_and_object(read, text, expected):
    assert expected in rows_of(read(text).statements)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Suria was invaded by Norland.", (N, "invade", S)),
        ("Suria was attacked.", ("", "attack", S)),
        ("The taxes were refunded to Suria.", ("", "refund", S)),
        ("Suria was attacked and occupied by Norland.", (N, "attack", S)),
        ("Suria was attacked and occupied by Norland.", (N, "occupy", S)),
        ("The rebels backed by Norland fled.", (N, "back", "")),
        ("Invaded by Norland, Suria asked for help.", (N, "invade", S)),
        ("The officers feared Suria, armed by Norland.", (N, "arm", S)),
    ],
)
def test_passives_and_participles(read, text, expected):
    assert expected in rows_of(read(text).statements)


def test_an_adjectival_participle_is_no_act_done_to_the_subject(read):
    assert read("Suria is committed to peace.").statements.empty
    assert rows_of(read("Suria was prepared by Norland for the talks.").statements) == {(N, "prepare", S)}


@pytest.mark.parametrize("text", ["Suria is a state.", "Suria became poor.", "Suria has gas.", "Suria remains poor."])
def test_what_an_actor_is_or_has_is_left_out(read, text):
    assert read(text).statements.empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland’s withdrawal from Suria came late.", (N, "withdrawal", S)),
        ("Norlandic aggression against Suria continued.", (N, "aggression", S)),
        ("The attack on Suria was brief.", ("", "attack", S)),
        ("The murder of the people of Suria by Norland shocked many.", (N, "murder", S)),
        ("Norland’s use of force shocked many.", (N, "use", "")),
        ("The drawdown of Surian troops began.", ("", "drawdown", S)),
        ("Suria’s defeat came late.", ("", "defeat", S)),
        ("Norland launched an attack on Suria.", (N, "attack", S)),
        ("Support from Norland arrived late.", (N, "support", "")),
        ("With the support of Norland the plan may work.", (N, "support", "")),
        ("The arming of Suria alarmed the neighbors.", ("", "arm", S)),
        ("Norland’s war on Suria goes on.", (N, "war", S)),
        ("Norland’s influence over Suria grew.", (N, "influence", S)),
    ],
)
def test_nouns_that_name_acts(read, text, expected):
    found = read(text).statements
    assert expected in rows_of(found)
    assert one(found, expected[1])["is_nominal"]


def test_both_parties_of_a_joint_act_are_its_agents(read):
    expected = {(N, "cooperation", ""), (S, "cooperation", "")}
    assert expected <= rows_of(read("The cooperation between Norland and Suria grew.").statements)
    assert expected <= rows_of(read("Norlandic-Surian cooperation grew.").statements)


@pytest.mark.parametrize(
    "text",
    [
        "Norland’s war was long.",  # with whom is not said
        "Norland’s influence was seen.",
        "Suria’s occupation was long.",  # of Suria or by Suria
        "The new Norlandic discussions were long.",  # may be about Norland
        "The attack in Suria was brief.",  # a place
        "The treaty with Suria was short.",  # a paper
        "The president sent an invasion force near Suria.",  # the noun only says which force
    ],
)
def test_nouns_that_say_too_little(read, text):
    assert not read(text).statements["is_nominal"].any()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Norlandic government attacked Suria.", (N, "attack", S)),
        ("The government of Norland attacked Suria.", (N, "attack", S)),
        ("The people of Norland attacked Suria.", (N, "attack", S)),
        ("The regime in Norland attacked Suria.", (N, "attack", S)),
        ("Norlandic Foreign Minister Oda Falk attacked Suria.", (N, "attack", S)),
        ("Norlandic and Surian forces attacked the Lake Union.", (S, "attack", U)),
        ("The Norlandic neighbor attacked Suria.", (N, "attack", S)),
        ("All of Norland condemned Suria.", (N, "condemn", S)),
        ("One of the Norlandic leaders condemned Suria.", (N, "condemn", S)),
        ("The Norlandic Security Forces attacked Suria.", (N, "attack", S)),
    ],
)
def test_who_acts_for_a_state(read, text, expected):
    assert expected in rows_of(read(text).statements)


@pytest.mark.parametrize(
    "text",
    [
        "The troops in Norland attacked the city.",
        "Norland’s neighbor attacked the city.",
        "The companies of Norland attacked the law.",
        "Its government in Norland attacked the law.",
    ],
)
def test_who_does_not_act_for_a_state(read, text):
    assert not (read(text).statements["agent"] == N).any()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland, which attacked Suria, withdrew.", (N, "attack", S)),
        ("The regime in Norland, which is funding and arming Suria, withdrew.", (N, "fund", S)),
        ("The regime in Norland, which is funding and arming Suria, withdrew.", (N, "arm", S)),
        ("Norland, a power that attacked Suria, withdrew.", (N, "attack", S)),
        ("Norland is a power that attacked Suria.", (N, "attack", S)),
        ("Suria, which Norland attacked, withdrew.", (N, "attack", S)),
        ("The Suria we left in May is poor.", ("", "leave", S)),
        ("It was Norland that attacked Suria.", (N, "attack", S)),
        ("Norland, whose troops attacked Suria, withdrew.", (N, "attack", S)),
        ("The rebels attacked our neighbor Suria.", ("", "attack", S)),
    ],
)
def test_relative_pronouns_and_appositions(read, text, expected):
    assert expected in rows_of(read(text).statements)


def test_what_is_set_against_an_actor_has_no_part(read):
    assert rows_of(read("Norland attacked Suria but not the Lake Union.").statements) == {(N, "attack", S)}


@pytest.mark.parametrize(
    "text", ["It attacked Suria.", "They attacked Suria.", "Norland rested, and it attacked Suria."]
)
def test_personal_pronouns_stay_unresolved(read, text):
    assert ("", "attack", S) in rows_of(read(text).statements)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland wants to attack Suria.", (N, "attack", S)),
        ("The rebels want Norland to attack Suria.", (N, "attack", S)),
        ("The rebels urged Norland to attack Suria.", (N, "attack", S)),
        ("The rebels urged Norland to attack Suria.", ("", "urge", N)),
        ("The rebels helped Norland invade Suria.", ("", "help", N)),
        ("Norland is ready to attack Suria.", (N, "attack", S)),
        ("Norland built ships to attack Suria.", (N, "attack", S)),
        ("Norland built ships in order to attack Suria.", (N, "attack", S)),
        ("Norland led the effort to rescue Suria.", (N, "rescue", S)),
        ("Norland’s plan to attack Suria failed.", (N, "attack", S)),
        ("Norland gave Suria the right to shape its future.", (S, "shape", "")),
        ("Norland won by attacking Suria.", (N, "attack", S)),
        ("The rebels accused Norland of attacking Suria.", (N, "attack", S)),
        ("The rebels called on Norland to attack Suria.", (N, "attack", S)),
        ("Norland came and attacked Suria.", (N, "attack", S)),
        ("Norland invaded and occupied Suria.", (N, "invade", S)),
    ],
)
def test_understood_subjects_and_shared_objects(read, text, expected):
    assert expected in rows_of(read(text).statements)


def test_who_invades_is_not_who_was_invaded(read):
    found = read("Suria was invaded by Norland to secure oil.").statements
    assert (S, "secure", "") not in rows_of(found)


def test_a_treaty_does_not_act_for_who_signed_it(read):
    found = read("Norland signed the paper to limit Surian forces.").statements
    assert (N, "sign", "") in rows_of(found)


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Norland attacked Suria.", "past"),
        ("Norland attacks Suria.", "real"),
        ("Norland has attacked Suria.", "real"),
        ("Norland will attack Suria.", "forecast"),
        ("Norland is going to attack Suria.", "forecast"),
        ("Norland is likely to attack Suria.", "forecast"),
        ("We will attack Suria.", "intent"),
        ("Norland may attack Suria.", "potential"),
        ("Norland is able to attack Suria.", "potential"),
        ("If Norland attacks Suria, we fight.", "potential"),
        ("The rebels helped Norland invade Suria.", "potential"),
        ("Norland wants to attack Suria.", "wish"),
        ("Norland should attack Suria.", "wish"),
        ("Norland has to attack Suria.", "wish"),
        ("The rebels urged Norland to attack Suria.", "wish"),
        ("Norland must be able to attack Suria.", "wish"),
        ("Norland plans to attack Suria.", "intent"),
        ("Norland built ships to attack Suria.", "intent"),
        ("Norland led the effort to attack Suria.", "past"),
        ("Norland managed to attack Suria.", "past"),
        ("Norland seems to attack Suria.", "perceived"),
        ("Norland claims to attack Suria.", "perceived"),
        ("Norland was seen as attacking Suria.", "perceived"),
        ("Norland reportedly attacked Suria.", "perceived"),
        ("Norland ostensibly attacked Suria.", "staged"),
        ("Norland pretended to attack Suria.", "staged"),
        ("Norland came under the guise of attacking Suria.", "staged"),
        ("Norland will come and attack Suria.", "forecast"),
        ("We may see the towns attacked by Norland.", "real"),
    ],
)
def test_modality(read, text, modality):
    assert one(read(text).statements, "attack", "invade")["modality"] == modality


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Norland launched an attack on Suria.", "past"),
        ("Norland will launch an attack on Suria.", "forecast"),
        ("The world will condemn the Norlandic attack on Suria.", "real"),
        ("The prospect of an attack on Suria is near.", "potential"),
        ("Under the guise of an attack on Suria, the rebels fled.", "staged"),
    ],
)
def test_modality_of_nouns(read, text, modality):
    assert one(read(text).statements, "attack", "invade")["modality"] == modality


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Norland attacked Suria.", False),
        ("Norland did not attack Suria.", True),
        ("Norland never attacked Suria.", True),
        ("No Norlandic soldier attacked Suria.", True),
        ("Nobody attacked Suria.", True),
        ("At no point did Norland invade Suria.", True),
        ("Norland does not want to attack Suria.", True),
        ("Norland failed to attack Suria.", True),
        ("Norland did not fail to attack Suria.", False),
        ("Norland won without attacking Suria.", True),
        ("Norland will not be permitted to attack Suria.", True),
        ("The rebels kept Norland from attacking Suria.", True),
        ("Norland is unable to attack Suria.", True),
        ("Norland not only attacked Suria.", False),
        ("Norland did not come or attack Suria.", True),
        ("Norland did not come but attacked Suria.", False),
        ("Norland did not say that the rebels attacked Suria.", False),
        ("There was no attack on Suria.", True),
        ("Norland won without an attack on Suria.", True),
    ],
)
def test_negation_and_its_scope(read, text, negated):
    assert bool(one(read(text).statements, "attack", "invade")["is_negated"]) is negated


@pytest.mark.parametrize(
    ("text", "agent", "patient"),
    [
        ("Suria was drawn into the war.", "", S),
        ("Suria was forced by Norland to cede land.", N, S),
        ("Suria cannot escape the war.", "", S),
        ("Suria cannot escape Norland.", N, S),
        ("Suria cannot escape Norland’s orbit.", N, S),
        ("Suria has no choice but to yield.", "", S),
    ],
)
def test_who_is_bound_is_patient_of_constraint(read, text, agent, patient):
    found = read(text).statements
    held = found[found["verb_class"] == "constraint"]
    assert list(zip(held["agent"], held["patient"], held["is_constrained"], strict=True)) == [(agent, patient, False)]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Suria was forced to cede land.", "cede"),
        ("Norland allowed Suria to cede land.", "cede"),
        ("Norland made Suria cede land.", "cede"),
        ("Norland kept Suria from leaving.", "leave"),
        ("Suria was forced to cede land and leave.", "leave"),
        ("Suria has no choice but to yield.", "yield"),
        ("Suria depends on Norland.", "depend"),
    ],
)
def test_who_acts_because_another_makes_it_is_constrained(read, text, verb):
    row = one(read(text).statements, verb)
    assert (row["agent"], row["is_constrained"]) == (S, True)


@pytest.mark.parametrize(
    "text", ["Suria wants to yield.", "Suria helped the rebels yield.", "The rebels urged Suria to yield."]
)
def test_who_is_asked_is_not_constrained(read, text):
    found = read(text).statements
    assert not found[found["verb"] == "yield"]["is_constrained"].any()


@pytest.mark.parametrize(
    ("text", "verb", "verb_class"),
    [
        ("Norland carried out the plan.", "carry out", "other"),
        ("Norland called for talks.", "call for", "cooperate-verbal"),
        ("Norland called the plan a trap.", "call", "communication"),
        ("Norland gave in.", "give in", "cooperate-material"),
        ("Norland gave the rebels ships in Velm.", "give", "possession"),
        ("Norland stood up to Suria.", "stand up to", "conflict-verbal"),
    ],
)
def test_the_longest_entry_names_the_class(read, text, verb, verb_class):
    assert one(read(text).statements, verb)["verb_class"] == verb_class


def test_a_fixed_preposition_brings_in_the_patient(read):
    assert (N, "stand up to", S) in rows_of(read("Norland stood up to Suria.").statements)


def test_a_quoted_clause_keeps_its_speaker(read):
    rows = read("“Suria attacked the Lake Union,” Norland said.").statements
    assert list(rows[rows["verb"] == "attack"]["voice"]) == ["norland"]


def test_a_clause_without_an_actor_is_left_out(read):
    assert read("The rain fell on the plain.").statements.empty


def test_nobody_acts_on_itself(read):
    assert rows_of(read("Norland attacked Norland.").statements) == {(N, "attack", "")}


def test_role_coverage_counts_mentions_in_sentences_with_a_role(read):
    found = read("Norland attacked the city of Velm. A road in Norland is long. Suria is poor.")
    table = role_coverage(found.mentions, found.statements).set_index("actor_id")
    assert table.loc[S, "share"] == 0
    assert table.loc[N, "n_in_role"] < table.loc[N, "n_mentions"]
    assert list(table.columns) == ["doc_id", "n_mentions", "n_in_role", "share"]


def test_role_coverage_of_nothing_is_empty(read):
    nothing = read("The rain fell.")
    assert role_coverage(nothing.mentions, nothing.statements).empty
    assert isinstance(role_coverage(nothing.mentions, nothing.statements), pd.DataFrame)
