"""Syllables by rule against counts by hand; the lists were written before the rules, the last one was drawn by lot."""

import pytest

from caatext.measures.lexical.syllables import count_syllables

# Written by hand before the rules; the rules were written with the first list in view.
SEEN = """the 1 people 2 government 3 state 1 area 3 idea 3 create 2 created 3 being 2 business 2 science 2 quiet 2
policy 3 economy 4 economic 4 security 4 minister 3 president 3 region 2 regional 3 power 2 trade 1 table 2 little 2
simple 2 changes 2 places 2 houses 2 wanted 2 needed 2 asked 1 used 1 moved 1 agreed 2 alliance 3 cooperation 5
nation 2 national 3 decision 3 social 2 influence 3 every 2 different 3 military 4 society 4 very 2 says 1 does 1
toward 2 whose 1 hope 1 hopeful 2 statement 2 movement 2 rhythm 2 violence 3 reliable 4 union 2 museum 3 theory 3"""
HELD_OUT = """a 1 about 2 again 2 available 4 because 2 become 2 believe 2 between 2 capable 3 citizens 3 community 4
companies 3 continue 3 country 2 crises 2 debate 2 developed 3 diverse 2 during 2 eastern 2 energy 3 established 3
evidence 3 experience 4 family 3 foreign 2 friend 1 future 2 increase 2 increasingly 4 industry 3 initiative 4
interest 3 involved 2 issues 2 language 2 leadership 3 material 4 million 2 negotiate 4 neighbor 2 official 3
partner 2 people's 2 period 3 pipeline 2 political 4 potential 3 produces 3 question 2 reality 4 relations 3
response 2 school 1 strategic 3 their 1 through 1 usually 4 various 3 world 1"""
# 150 of the longer words of the State of the Union addresses, drawn by lot and counted by hand.
DRAWN = """accommodate 4 administratively 6 allied 2 assets 2 assure 2 balances 3 barrel 2 batteries 3 beneficiaries 6
blocking 2 bodies 2 bomber 2 bonds 1 borrowing 3 brain 1 breakdown 2 brink 1 burdensome 3 buyers 2 capability 5
capitol 3 celebrated 4 chances 2 charged 1 cheaper 2 chronic 2 closest 2 colonial 4 combating 3 commodity 4
concerning 3 convert 2 convinced 2 coordinate 4 coverage 3 credibility 5 curbing 2 deals 1 dedication 4 depends 2
describe 2 developments 4 devices 3 devoted 3 dialogue 3 dozen 2 dream 1 drove 1 eliminating 5 empowerment 4
enactment 3 endorsed 2 entire 2 facilitate 4 financially 4 florida 3 forests 2 forty 2 funding 2 gasohol 3
generation 4 grassroots 2 guaranteed 3 harder 2 harness 2 hydrogen 3 inadequate 4 insist 2 inspectors 3
intensified 4 interstate 3 involvement 3 iranian 4 israeli 3 lawful 2 laying 2 literally 4 lobbyists 3 maintained 2
major 2 master 2 mentally 3 neighbors 2 noise 1 nothing 2 occupation 4 ongoing 3 other 2 overseas 3 parent 2
patriots 3 perfect 2 perspective 3 pollution 3 predict 2 prevented 3 primarily 4 procedures 3 products 2 progress 2
prosecute 3 realism 4 receive 2 recipients 4 reciprocal 4 recovered 3 reforming 3 reinforce 3 remarkable 4 repay 2
returning 3 rewarding 3 rhodesia 3 rulers 2 sandinistas 4 satellites 3 seeks 1 serve 1 significance 4 special 2
stagnant 2 steve 1 stock 1 straight 1 strain 1 strained 1 summon 2 sustainable 4 targeting 3 though 1 tradition 3
transitional 4 treasury 3 turbulence 3 units 2 unnecessary 5 unsurpassed 3 upgrade 2 views 1 violent 3 vital 2
voluntary 4 watched 1 weakness 2 weather 2 within 2 witness 2 working 2 would 1 zones 1"""


def by_hand(listed):
    parts = listed.split()
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))


def wrong(listed):
    return sorted(word for word, n in by_hand(listed).items() if count_syllables(word) != n)


def test_words_counted_by_hand_come_out_right_but_for_compounds():
    assert wrong(SEEN) == []
    assert wrong(HELD_OUT) == ["pipeline"]  # 59 of 60, and the rules were not bent for it
    assert len(by_hand(HELD_OUT)) == 60


def test_the_mean_of_many_words_is_right_to_one_in_a_hundred():
    words = by_hand(DRAWN)
    assert len(words) == 150
    assert sum(map(count_syllables, words)) == pytest.approx(sum(words.values()), rel=0.01)
    assert sum((count_syllables(word) >= 3) != (n >= 3) for word, n in words.items()) <= 1  # hard to Gunning


@pytest.mark.parametrize("clitic", ["'s", "’s", "n't", "n’t", "'ll", "'re"])
def test_what_an_apostrophe_joins_to_a_word_is_no_syllable(clitic):
    assert count_syllables(clitic) == 0


@pytest.mark.parametrize(("word", "n"), [("2025", 1), ("Mr.", 1), ("hmm", 1), ("STATE", 1), ("yes", 1), ("eye", 1)])
def test_every_word_has_at_least_one_syllable(word, n):
    assert count_syllables(word) == n
